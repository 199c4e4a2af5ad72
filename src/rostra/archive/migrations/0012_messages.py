"""Who somebody in a conversation is, as staff said; which nobody changes, whoever asks the database. Removing it is left to retention."""

import django.db.models.deletion
from django.db import migrations, models

SAYS = "what was said of somebody is never changed: say otherwise"
SQLITE = [f"CREATE TRIGGER archive_saidparty_stays BEFORE UPDATE ON archive_saidparty BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"]
POSTGRESQL = [
    f"CREATE FUNCTION archive_saidparty_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$",
    "CREATE TRIGGER archive_saidparty_stays BEFORE UPDATE ON archive_saidparty FOR EACH ROW EXECUTE FUNCTION archive_saidparty_stays()",
]
UNDO = {
    "sqlite": ["DROP TRIGGER archive_saidparty_stays"],
    "postgresql": ["DROP TRIGGER archive_saidparty_stays ON archive_saidparty", "DROP FUNCTION archive_saidparty_stays()"],
}


def protect(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_impersonations"), ("archive", "0011_seen_by_month")]
    operations = [
        migrations.CreateModel(
            name='SaidParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('conversation', models.TextField()),
                ('party', models.CharField(max_length=255)),
                ('kind', models.CharField(max_length=20)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('by_ref', models.CharField(max_length=80)),
                ('by_name', models.CharField(max_length=200)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='said_parties', to='accounts.account')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['resident', 'official-account', 'elected-official', 'employee', 'vendor', 'unknown'])), name='party_kind_is_declared')],
            },
        ),
        migrations.RunPython(protect, unprotect),
    ]
