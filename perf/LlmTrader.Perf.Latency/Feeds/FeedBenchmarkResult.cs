using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Feeds;

/// <param name="Trade">A trade, from its bytes to the engine's queue.</param>
/// <param name="Quote">A bookTicker.</param>
/// <param name="Change">A change of twenty levels: seven events.</param>
/// <param name="Socket">All three over a WebSocket on loopback, as fast as they are taken.</param>
/// <param name="Paced">The same one by one, at <see cref="FeedBenchmark.PacedRate"/>: most are waited for.</param>
public sealed record FeedBenchmarkResult(FrameCost Trade, FrameCost Quote, FrameCost Change, SocketRate Socket, SocketRate Paced);

/// <param name="FrameBytes">The length of a frame.</param>
/// <param name="Messages">In each run.</param>
/// <param name="Nanoseconds">A message, on one thread.</param>
/// <param name="AllocatedBytes">By all counted runs.</param>
public sealed record FrameCost(int FrameBytes, int Messages, MedianSpread Nanoseconds, long AllocatedBytes);

/// <param name="Messages">In each run: of ten, two trades, seven quotes, one change.</param>
/// <param name="PerSecond">From the first message to the last, the sender's thread on the same machine.</param>
/// <param name="AllocatedBytesPerMessage">By the whole process meanwhile: ClientWebSocket, the feed, a sender that allocates nothing.</param>
public sealed record SocketRate(long Messages, MedianSpread PerSecond, MedianSpread AllocatedBytesPerMessage);
