"""The network's door: who is calling (``auth``), what is asked (``router``), the endpoints, the answer (``response``)."""
