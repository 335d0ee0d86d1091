from thriftpy2.protocol.cybin import TCyBinaryProtocol as TCyBinaryProtocol
