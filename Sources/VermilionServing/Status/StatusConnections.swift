import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// One request for each connection: asked, answered, closed. There is no state in which a peer may stay for long.
struct StatusConnections: ServerChildChannel {
    /// A peer that was accepted. Not the library's asynchronous channel, which must not be dropped before it was used.
    struct Peer: ServerChildChannelValue {
        let channel: any Channel
        let request: EventLoopFuture<HTTPRequestHead>
    }

    let limits: StatusLimits
    let table: ConnectionTable
    let pages: StatusPages
    /// Where it listens, since it does.
    let address: AddressOnce

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Peer> {
        table.admit(channel)
        let request = channel.eventLoop.makePromise(of: HTTPRequestHead.self)
        return channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(ConnectionGuard(limits))
            try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
            try pipeline.addHandler(RequestReader(request))
            return Peer(channel: channel, request: request.futureResult)
        }.flatMapErrorThrowing { error in
            request.fail(error)
            throw error
        }
    }

    func handle(value peer: Peer, logger: Logger) async {
        await withTaskCancellationHandler {
            do {
                try await answer(peer)
            } catch {
                // It is gone, or was too slow.
                peer.channel.close(promise: nil)
            }
        } onCancel: {
            peer.channel.close(promise: nil)
        }
    }

    private func answer(_ peer: Peer) async throws {
        do {
            let request = try await peer.request.get()
            table.begin(peer.channel)
            try await pages.answer(request, at: address.value) { try await send($0, to: peer.channel) }
        } catch let error as HTTPParserError {
            try await send(StatusAnswer(error), to: peer.channel)
        }
        table.finish(peer.channel)
        try await peer.channel.close(mode: .output).get()
        // The peer hangs up, or its time does.
        try await peer.channel.closeFuture.get()
    }

    private static let piece = 64 << 10

    /// Piece by piece, each when the one before is with the system: a peer that does not read makes nothing pile up.
    private func send(_ answer: StatusAnswer, to channel: any Channel) async throws {
        try await channel.writeAndFlush(HTTPServerResponsePart.head(answer.head)).get()
        var body = ByteBuffer(string: answer.hasBody ? answer.body : "")
        while let piece = body.readSlice(length: min(Self.piece, body.readableBytes)), piece.readableBytes > 0 {
            try await channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(piece))).get()
        }
        try await channel.writeAndFlush(HTTPServerResponsePart.end(nil)).get()
    }
}

/// An address that is known a little later than its first use is written down.
final class AddressOnce: Sendable {
    private let address: Mutex<StatusAddress>

    init(_ address: StatusAddress) { self.address = Mutex(address) }

    var value: StatusAddress {
        get { address.withLock { $0 } }
        set { address.withLock { $0 = newValue } }
    }
}

/// Hands over the head of the first request, or why there is none.
private final class RequestReader: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    private let request: EventLoopPromise<HTTPRequestHead>

    init(_ request: EventLoopPromise<HTTPRequestHead>) { self.request = request }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data) { request.succeed(head) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // A peer that says no more asks nothing more, but may still want the answer.
        if case .inputClosed? = event as? ChannelEvent { request.fail(ChannelError.inputClosed) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { request.fail(error) }
    func handlerRemoved(context: ChannelHandlerContext) { request.fail(ChannelError.eof) }
}
