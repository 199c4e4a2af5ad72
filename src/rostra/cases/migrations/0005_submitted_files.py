"""Files that are handed in, and the language in which a case was. What stood as its language was that of the answer, in words."""

import django.db.models.deletion
from importlib import import_module
from typing import Any

from django.db import migrations, models

before = import_module("rostra.cases.migrations.0002_files_stay")
FILE = "cases_submittedfile"
_GOES = "(NEW.emptied IS NOT NULL AND OLD.emptied IS NULL)"
_NAMES = ("digest", "came_as", "media_type", "size", "note")
FIXED = " OR ".join(
    [
        before._changed("case_id", "ordinal", "part", "channel", "at", "by_ref", "by_name"), before._set_once("emptied"),
        f"(({before._changed(*_NAMES)}) AND NOT {_GOES})",
        f"({before._set_once('place', 'scanned')}) AND NOT {_GOES}",
        "(OLD.place IS NULL AND NEW.place IS NOT NULL)",
    ]
)
GUARDS = [
    *before.guards(),
    ("cases_case", "cases_case_tongue", "UPDATE", before._changed("language"), "in which language a case was handed in is never rewritten"),
    (FILE, f"{FILE}_stays", "DELETE", "", "nothing of a case is ever deleted"),
    (FILE, f"{FILE}_fixed", "UPDATE", FIXED, "what was handed in is never exchanged"),
]


def protect(apps: Any, schema_editor: Any) -> None:
    before.set_guards(schema_editor, GUARDS)


def unprotect(apps: Any, schema_editor: Any) -> None:
    before.take_guards(schema_editor, GUARDS)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_remedies_stay'),
    ]

    operations = [
        migrations.RunPython(before.unprotect, before.protect),  # SQLite makes the table anew, and forgets its triggers
        migrations.RenameField(model_name='case', old_name='language', new_name='answer_in'),
        migrations.AddField(
            model_name='case',
            name='language',
            field=models.CharField(blank=True, max_length=12, default=''),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name='SubmittedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordinal', models.PositiveIntegerField()),
                ('part', models.CharField(choices=[('existence', 'existence'), ('status', 'status'), ('respondent', 'respondent'), ('allegation', 'allegation'), ('clause', 'clause'), ('evidence', 'evidence'), ('response', 'response'), ('findings', 'findings'), ('report', 'report'), ('disposition', 'disposition'), ('reasons', 'reasons'), ('documents', 'documents'), ('discipline', 'discipline'), ('arbitration', 'arbitration'), ('remedies', 'remedies'), ('worksheet', 'worksheet'), ('notes', 'notes'), ('participants', 'participants'), ('complainant', 'complainant'), ('statement', 'statement'), ('messages', 'messages'), ('advice', 'advice')], max_length=20)),
                ('channel', models.CharField(choices=[('resident', 'resident'), ('media', 'media'), ('ward', 'ward'), ('staff', 'staff'), ('finding', 'finding'), ('phone', 'phone'), ('paper', 'paper')], max_length=20)),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by_ref', models.CharField(blank=True, max_length=100)),
                ('by_name', models.CharField(max_length=200)),
                ('media_type', models.CharField(max_length=30)),
                ('size', models.PositiveBigIntegerField()),
                ('digest', models.BinaryField(max_length=32)),
                ('came_as', models.BinaryField(max_length=32)),
                ('place', models.CharField(max_length=32, null=True, unique=True)),
                ('scanned', models.DateTimeField(null=True)),
                ('emptied', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='cases.case')),
            ],
            options={
                'ordering': ['ordinal'],
                'constraints': [models.UniqueConstraint(fields=('case', 'ordinal'), name='submitted_file_place'), models.CheckConstraint(condition=models.Q(('part__in', ['statement', 'evidence'])), name='submitted_file_part'), models.CheckConstraint(condition=models.Q(('place__isnull', True), ('emptied__isnull', True), _connector='XOR'), name='submitted_file_lies_or_went')],
            },
        ),
        migrations.RunPython(protect, unprotect),
    ]
