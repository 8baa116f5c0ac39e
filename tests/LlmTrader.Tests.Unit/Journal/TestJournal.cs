using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tests.Unit.Journal;

/// <summary>A journal in a directory of its own that goes when the test ends, and the events to fill it with.</summary>
internal sealed class TestJournal : IDisposable
{
    public TestJournal(JournalManifest? manifest = null)
    {
        Path = System.IO.Directory.CreateTempSubdirectory("llmtrader-journal-").FullName;
        Directory = JournalDirectory.Create(Path, manifest ?? Manifest());
    }

    public string Path { get; }

    public JournalDirectory Directory { get; }

    public static JournalManifest Manifest() => new()
    {
        EngineSemantics = 1,    // The worked example of FORMAT.md has it in its header.
        ProgramVersion = "0.1.0-test",
        JournalId = "test01",
        CreatedAt = Timestamp.FromUnixSeconds(1_700_000_000),
        Instruments = new InstrumentTable([Instrument(0, "BTCUSDT", "BTC"), Instrument(1, "ÄÖ\"<>", "ETH")]),
        BarSpecs = [BarSpec.Parse("1m"), BarSpec.Parse("500t")],
        Configuration = JsonDocument.Parse("""{ "risk": { "maxOpenOrders": 10, "rate": 1.50 }, "name": "a b", "list": [1, null, true] }""").RootElement,
    };

    public static Instrument Instrument(int id, string symbol, string asset) => new()
    {
        Id = new InstrumentId(id),
        Symbol = symbol,
        Venue = "BINANCE",
        Base = Currency.Parse(asset),
        Quote = Currency.Parse("USDT"),
        PriceScale = 2,
        QuantityScale = 5,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(1),
        MakerFee = new FeeRate(100_000),
        TakerFee = new FeeRate(-100_000),
    };

    /// <summary>A trade that looks like a market's: prices wander, sizes differ, time goes on.</summary>
    public static EngineEvent Trade(long sequence)
    {
        ulong noise = ((ulong)sequence + 1) * 0x9E3779B97F4A7C15;
        return new EngineEvent
        {
            Sequence = sequence,
            Time = new Timestamp(1_700_000_000_000_000_000 + (sequence * 1_000_000)),
            ExchangeTime = new Timestamp(1_700_000_000_000_000_000 + (sequence * 1_000_000) - (long)(noise % 5_000_000)),
            Instrument = new InstrumentId((int)(noise >> 32) & 1),
            Kind = EventKind.Trade,
            Trade = new TradeTick
            {
                Price = new Price(6_000_000 + (long)(noise >> 54)),
                Quantity = new Quantity((long)(noise >> 48)),
                TradeId = 3_700_000_000 + sequence,
                Aggressor = (noise & 1) == 0 ? Side.Buy : Side.Sell,
            },
        };
    }

    public static OutRecord Equity(long sequence, long equity) => new()
    {
        Sequence = sequence,
        Time = new Timestamp(1_700_000_000_000_000_000 + sequence),
        Instrument = InstrumentId.None,
        Kind = OutKind.Equity,
        Equity = new EquityUpdate { Currency = Currency.Parse("USDT"), CashRaw = equity - 5, EquityRaw = equity, PeakRaw = equity + 7, Account = new AccountId(3) },
    };

    /// <summary>Trades 0 to count − 1, a block per batch.</summary>
    public void WriteTrades(int count, int perBatch, JournalWriterOptions options, bool complete = true)
    {
        using JournalWriter writer = new(Directory, options);
        for (int i = 0; i < count; i++)
        {
            EngineEvent e = Trade(i);
            writer.Append(in e);
            if ((i + 1) % perBatch == 0) { writer.EndOfBatch(); }
        }

        if (complete) { writer.Complete(); }
    }

    /// <summary>Reads trades to the end and fails on any that is not the one written; returns how many there are.</summary>
    public static long ReadTrades(JournalReader reader)
    {
        EngineEvent e = default;
        long count = 0;
        while (reader.TryRead(ref e))
        {
            EngineEvent expected = Trade(count);
            Assert.Equal(EventJson.ToText(in expected), EventJson.ToText(in e));
            count++;
        }

        return count;
    }

    public long ReadTrades()
    {
        using JournalReader reader = new(JournalDirectory.Open(Path));
        return ReadTrades(reader);
    }

    public void Dispose() => System.IO.Directory.Delete(Path, recursive: true);
}
