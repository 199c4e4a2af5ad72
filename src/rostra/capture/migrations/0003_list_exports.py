"""A list that the owner of an account exported."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_impersonations'),
        ('capture', '0002_gaps_stay'),
    ]

    operations = [
        migrations.CreateModel(
            name='ListExport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(max_length=20)),
                ('form', models.CharField(max_length=20)),
                ('columns', models.JSONField(default=dict)),
                ('exported', models.DateTimeField()),
                ('complete', models.BooleanField()),
                ('name', models.CharField(max_length=255)),
                ('size', models.BigIntegerField()),
                ('digest', models.BinaryField(max_length=32)),
                ('read', models.DateTimeField()),
                ('content', models.BinaryField()),
                ('difference', models.JSONField(default=dict)),
                ('cursor', models.TextField(blank=True)),
                ('started', models.DateTimeField(null=True)),
                ('ended', models.DateTimeField(null=True)),
                ('dropped', models.DateTimeField(null=True)),
                ('items', models.PositiveBigIntegerField(default=0)),
                ('new', models.PositiveBigIntegerField(default=0)),
                ('returned', models.PositiveBigIntegerField(default=0)),
                ('gone', models.PositiveBigIntegerField(default=0)),
                ('rejected', models.PositiveBigIntegerField(default=0)),
                ('aside', models.BigIntegerField(default=0)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='list_exports', to='accounts.account')),
            ],
            options={
                'ordering': ['-exported', '-pk'],
                'indexes': [models.Index(fields=['account', 'act', '-exported'], name='list_export_of_account')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended__isnull', True), ('started__isnull', False), _connector='OR'), name='list_starts_before_it_ends'), models.CheckConstraint(condition=models.Q(('ended__isnull', True), ('dropped__isnull', True), _connector='OR'), name='list_taken_in_or_dropped')],
            },
        ),
    ]
