"""`oneboard serve --lan`: a certificate of the node's own, so that phones on the same network reach it by https.

A service worker, the camera, positions and WebCrypto are there for a page in a secure context only.
"""
