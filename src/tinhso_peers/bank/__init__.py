"""The demonstration bank: orders, a page to pay them, VietQR transfers, signed messages.

    BANK_SECRET=… python -m tinhso_peers.bank --port 9000 --home /tmp/bank \
        --calls http://127.0.0.1:8000/thanh-toan/demo/bao/

A small server of its own. On its page of faults it repeats, delays, forges, changes amounts, sends
in the wrong order, keeps silent, or is down.
"""
