"""A demonstration national portal: people file there, a province's system tells it what happened.

`python -m tinhso_peers.national_portal --port 8100 --house http://127.0.0.1:8000` starts it. It
is strict about every field it is sent, and on request it times out, repeats itself, or answers
nonsense. It is invented: only the names, codes and lengths of the fields are those seen in public.
"""
