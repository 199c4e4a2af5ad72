"""The whole life of an account: more states, who has which part in it, who holds its keys, what was attested, what was found."""

import django.db.models.deletion
import rostra.core.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('people', '0003_roster'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attestation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('second-factor', 'second factor'), ('credentials-rotated', 'credentials rotated'), ('holds-checked', 'holds checked')], max_length=30)),
                ('at', models.DateTimeField()),
                ('by_ref', models.CharField(max_length=100)),
                ('by_name', models.CharField(max_length=200)),
                ('statement', models.TextField()),
            ],
            options={
                'ordering': ['at'],
            },
        ),
        migrations.CreateModel(
            name='Custody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('custodian', 'custodian'), ('steward', 'steward'), ('backup-steward', 'backup steward'), ('poster', 'poster')], max_length=20)),
                ('begins', models.DateField()),
                ('ends', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['begins', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Found',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('network', models.SlugField(max_length=30)),
                ('address', models.CharField(max_length=500)),
                ('noticed', models.DateTimeField()),
            ],
            options={
                'ordering': ['noticed'],
            },
        ),
        migrations.CreateModel(
            name='FoundDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('found', 'found'), ('adopted', 'adopted'), ('converted', 'converted'), ('closed', 'closed'), ('declared-personal', 'declared personal')], max_length=20)),
                ('decided', models.DateTimeField()),
                ('by_ref', models.CharField(max_length=100)),
            ],
            options={
                'ordering': ['decided'],
            },
        ),
        migrations.CreateModel(
            name='Manifest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('checked', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('records', models.PositiveIntegerField()),
                ('versions', models.PositiveIntegerField()),
                ('log_size', models.PositiveBigIntegerField()),
                ('made', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Provision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('escrow', models.CharField(max_length=200)),
                ('notice', models.TextField()),
                ('made', models.DateTimeField()),
            ],
            options={
                'ordering': ['made'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='account',
            name='account_state_is_declared',
        ),
        migrations.AddField(
            model_name='account',
            name='since',
            field=models.DateTimeField(default=rostra.core.clock.now),
        ),
        migrations.AlterField(
            model_name='account',
            name='state',
            field=models.CharField(choices=[('approved', 'approved'), ('provisioned', 'provisioned'), ('active', 'active'), ('suspended', 'suspended'), ('transition', 'transition'), ('closing', 'closing'), ('lost', 'lost'), ('archived', 'archived')], default='approved', max_length=20),
        ),
        migrations.AlterField(
            model_name='handle',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handles', to='accounts.account'),
        ),
        migrations.AddField(
            model_name='attestation',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attestations', to='accounts.account'),
        ),
        migrations.AddField(
            model_name='custody',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='custody', to='accounts.account'),
        ),
        migrations.AddField(
            model_name='custody',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='custody', to='people.person'),
        ),
        migrations.AddField(
            model_name='found',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit'),
        ),
        migrations.AddField(
            model_name='founddecision',
            name='account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account'),
        ),
        migrations.AddField(
            model_name='manifest',
            name='account',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='manifest', to='accounts.account'),
        ),
        migrations.AddField(
            model_name='provision',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='provisions', to='accounts.account'),
        ),
        migrations.AddField(
            model_name='provision',
            name='first_administrator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='provision',
            name='second_administrator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddConstraint(
            model_name='custody',
            constraint=models.CheckConstraint(condition=models.Q(('ends__isnull', True), ('ends__gte', models.F('begins')), _connector='OR'), name='custody_dates'),
        ),
        migrations.AddConstraint(
            model_name='custody',
            constraint=models.UniqueConstraint(condition=models.Q(('ends__isnull', True), models.Q(('part', 'poster'), _negated=True)), fields=('account', 'part'), name='one_person_has_a_part'),
        ),
        migrations.AddConstraint(
            model_name='custody',
            constraint=models.UniqueConstraint(condition=models.Q(('ends__isnull', True)), fields=('account', 'part', 'person'), name='a_part_once'),
        ),
        migrations.AddConstraint(
            model_name='found',
            constraint=models.UniqueConstraint(fields=('network', 'address'), name='found_once'),
        ),
        migrations.AddConstraint(
            model_name='founddecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'declared-personal'), ('account__isnull', True)), models.Q(models.Q(('outcome__in', ['declared-personal', 'found']), _negated=True), ('account__isnull', False)), _connector='OR'), name='nothing_is_kept_of_a_personal_account'),
        ),
        migrations.AddConstraint(
            model_name='manifest',
            constraint=models.CheckConstraint(condition=models.Q(('checked__isnull', False), models.Q(('reason', ''), _negated=True), _connector='OR'), name='manifest_has_a_check_or_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='provision',
            constraint=models.CheckConstraint(condition=models.Q(('first_administrator', models.F('second_administrator')), _negated=True), name='two_administrators'),
        ),
    ]
