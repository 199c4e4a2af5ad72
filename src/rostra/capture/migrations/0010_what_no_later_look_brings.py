"""Of a gap that a platform told itself: whether any later look brings what was missed. Told from the words with which it was opened.

Those of networks without whole lists of posts counted as healed by the next look, which had brought nothing of it: they are open again.
"""

import re
from importlib import import_module

from django.db import migrations, models

POSTS = re.compile(r"The feed shows none of the entries|X gives only the newest|The outbox does not reach back|The list '.*' did not go back")
ANSWERS = re.compile(r"X finds replies of the last seven days only|More was answered to|The holder did not consent to comments being read")
BY_LISTS = ("instagram",)  # of those that told such gaps, the network whose whole list of posts is read

_protect_again = import_module("rostra.capture.migrations.0008_causes_and_counts").protect_again


def beyond_of(reason: str) -> str:
    """By the sentences that platforms wrote."""
    return next((beyond for beyond, words in (("posts", POSTS), ("answers", ANSWERS)) if words.match(reason)), "")


def tell_beyond(apps, schema_editor):
    gaps = apps.get_model("capture", "Gap").objects
    for pk, reason in gaps.order_by().filter(method="poll").values_list("pk", "reason").iterator():
        if beyond := beyond_of(reason):
            gaps.filter(pk=pk).update(beyond=beyond)
    falsely = gaps.filter(healed_how="difference of the repository").exclude(beyond="")
    falsely.exclude(beyond="posts", account__network__in=BY_LISTS).update(healed_at=None, healed_how="")


class Migration(migrations.Migration):

    dependencies = [
        ('capture', '0009_what_platforms_tell'),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, _protect_again),
        migrations.AddField(
            model_name='gap',
            name='beyond',
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.RunPython(_protect_again, migrations.RunPython.noop),
        migrations.RunPython(tell_beyond, migrations.RunPython.noop),
    ]
