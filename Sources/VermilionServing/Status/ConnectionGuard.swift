import NIOCore

/// Stands between the socket and the parser, and holds a connection to its limits: one small request, in time.
///
/// What comes beside the one request, such as a second one, is dropped unread.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private enum Stage {
        case asking(bytes: Int)
        case answering
    }

    /// How long an answer may take when the daemon ends.
    private static let farewell = Duration.seconds(1)

    private let limits: StatusLimits
    private var stage = Stage.asking(bytes: 0)
    private var deadline: Scheduled<Void>?

    init(_ limits: StatusLimits) { self.limits = limits }

    func handlerAdded(context: ChannelHandlerContext) { close(context, after: limits.request) }
    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .asking(let before) = stage else { return }
        let bytes = before + unwrapInboundIn(data).readableBytes
        guard bytes <= limits.head else { return refuse(context) }
        stage = .asking(bytes: bytes)
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .asking = stage {
            stage = .answering
            close(context, after: limits.answer)
        }
        context.write(data, promise: promise)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ChannelShouldQuiesceEvent else { return context.fireUserInboundEventTriggered(event) }
        if case .asking(bytes: 0) = stage { context.close(promise: nil) } else { close(context, after: Self.farewell) }
    }

    private func refuse(_ context: ChannelHandlerContext) {
        stage = .answering
        let answer = "HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer(string: answer))), promise: nil)
        context.close(promise: nil)
    }

    private func close(_ context: ChannelHandlerContext, after limit: Duration) {
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: TimeAmount(limit)) { channel.close(promise: nil) }
    }
}
