"""文件传达 and 政务公开: a document is drafted, passed, numbered and delivered to all it must reach, and each receipt proved.

Under 党政机关公文处理工作条例 (2012), GB/T 9704-2012 and 政府信息公开条例 (2019). The office 办公室 runs it, sections draft and
handle, leaders sign, stations sign for and reply, the public reads what is open. Secret papers may not be in this system.
"""
