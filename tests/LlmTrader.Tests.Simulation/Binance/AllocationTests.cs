using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Binance;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Simulation.Binance;

/// <summary>From a frame's bytes to the engine's slot nothing is allocated.</summary>
public sealed class AllocationTests
{
    private static readonly Instrument Bitcoin = Scenario.Instruments[0] with { QuantityScale = 8 };

    [SkippableFact]
    public void Recorded_frames_become_events_without_a_byte()
    {
        byte[][] frames = [.. RecordedFrames.Read(RecordedFrames.Spot[0])];
        int snapshot = Array.FindIndex(frames, frame => frame.AsSpan().StartsWith("{\"lastUpdateId\""u8));
        Run();   // The first one compiles.
        Assert.Equal(0, AllocatedBytes.LeastOf(Run));

        long Run()
        {
            SlotPort port = new();
            MarketStreams streams = new([Bitcoin], BinanceStreams.All, port, _ => { });
            foreach (byte[] frame in frames[..snapshot]) { streams.Take(frame, default); }
            BinanceParser parser = new(Bitcoin.PriceScale, Bitcoin.QuantityScale);
            Assert.Equal(BinanceFault.None, parser.Parse(frames[snapshot]));
            Assert.True(streams.TakeSnapshot(0, parser.Message.Depth, default));

            long bytes = AllocatedBytes.By(() =>
            {
                for (int i = snapshot + 1; i < frames.Length; i++) { streams.Take(frames[i], new Timestamp(i)); }
            });
            Assert.True(port.Events > frames.Length, $"{port.Events} events");
            return bytes;
        }
    }

    private sealed class SlotPort : IMarketDataPort
    {
        private EngineEvent _slot;

        public long Events { get; private set; }

        public bool TryWrite(in EngineEvent e)
        {
            _slot = e;
            Events++;
            return _slot.Kind == e.Kind;
        }

        public bool DeliverOwed() => true;
    }
}
