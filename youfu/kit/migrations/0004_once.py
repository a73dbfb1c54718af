from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kit', '0003_workflow'),
    ]

    operations = [
        migrations.AlterField(
            model_name='journal',
            name='kind',
            field=models.CharField(choices=[('opening', '期初'), ('roll', '应计'), ('once', '一次性待遇'), ('payout', '发放'), ('reversal', '冲销')], max_length=8, verbose_name='类型'),
        ),
    ]
