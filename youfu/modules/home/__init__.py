"""The way in: sign in and out, the workbench 工作台, language and text size."""
