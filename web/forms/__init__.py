"""表单 a command as a form: what is asked, in Chinese, from the command's own type; and back into the command's JSON."""
