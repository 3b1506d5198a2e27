"""An assignment had one course; now it has several. A duty bound from the day its assignment was made."""

from django.db import migrations


def carry_over(apps, schema_editor):
    assignment = apps.get_model("courses", "Assignment")
    duty = apps.get_model("courses", "Duty")
    for row in assignment.objects.select_related("practice"):
        row.courses.add(row.course_id)
        duty.objects.filter(assignment=row).update(created_at=row.created_at, began=row.created_at.date())


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0004_practice'),
    ]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
