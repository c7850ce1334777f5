"""The network's door: what is asked (``router``), the endpoints, the answer (``response``)."""
