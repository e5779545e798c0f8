"""Pages of the editor of procedures, for officials who do not program."""
