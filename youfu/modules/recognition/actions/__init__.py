"""What recognition does: check a county's recipients as typed in a workbook, and file them; the letters it sends."""

from youfu.modules.recognition.actions import letters as letters
from youfu.modules.recognition.actions.archive import export_archive
from youfu.modules.recognition.actions.checking import Checked, check_recipients
from youfu.modules.recognition.actions.filing import Filed, file_recipients

__all__ = ["Checked", "Filed", "check_recipients", "export_archive", "file_recipients"]
