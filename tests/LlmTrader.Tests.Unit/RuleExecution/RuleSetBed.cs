using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Tests.Unit.RuleExecution;

/// <summary>A rule set from a few lines of text, with bars of 1m and 5m, on instruments priced in cents with lots of 0.01.</summary>
internal sealed class RuleSetBed
{
    private readonly InstrumentTable _instruments = new([Instrument(0, "AAA", "X"), Instrument(1, "BBB", "SSE"), Instrument(2, "CCC", "XNAS")]);
    private long _minute;

    public RuleSetBed(string text, RuleBackEnd backEnd = RuleBackEnd.Compiled)
    {
        RuleReading reading = RuleText.Read($"name: test\nbar: 1m\n{text}");
        Assert.True(reading.IsValid, string.Join('\n', reading.Diagnostics));
        Rules = new DocumentRuleSet(reading.Document!, reading.Program!, _instruments, [BarSpec.Parse("1m"), BarSpec.Parse("5m")], backEnd);
        Account = new ScriptedAccount(_instruments);
    }

    public DocumentRuleSet Rules { get; }

    public ScriptedAccount Account { get; }

    /// <summary>A bar of one minute; prices in cents. Returns outcome and wants.</summary>
    public string Bar(long close, long? high = null, long? low = null, int instrument = 0, ushort spec = 0, long volume = 100, bool isWarmUp = false)
    {
        ClosedBar bar = Make(close, high, low, instrument, spec, volume);
        if (isWarmUp)
        {
            Rules.WarmUp(in bar);
            return Account.Take();
        }

        RuleSetOutcome outcome = Rules.OnBar(in bar, Account);
        return $"{outcome} {Account.Take()}".TrimEnd();
    }

    public string Price(long price) => $"{Rules.OnPrice(new InstrumentId(0), new Price(price), Account)} {Account.Take()}".TrimEnd();

    /// <summary>A report of an order by the number that the account gave it; <paramref name="leaves"/> is what still works of a fill.</summary>
    public void Report(long order, ReportKind kind, long filled = 0, long leaves = 0, Side side = Side.Buy)
    {
        ExecutionReport report = new() { OrderId = new OrderId(order), Kind = kind, Side = side, LastQuantity = new Quantity(filled), LeavesQuantity = new Quantity(leaves) };
        Rules.OnReport(new InstrumentId(0), in report);
    }

    /// <summary>Sets the clock to a time of day, in minutes, of a day since 1970.</summary>
    public void At(long day, long minute) => _minute = (day * 1440) + minute - 1;

    public ClosedBar Make(long close, long? high = null, long? low = null, int instrument = 0, ushort spec = 0, long volume = 100)
    {
        long open = _minute++ * 60_000_000_000;
        return new ClosedBar
        {
            Instrument = new InstrumentId(instrument),
            CloseTime = new Timestamp(open + 60_000_000_000),
            Bar = new Bar
            {
                Open = new Price(close), Close = new Price(close), High = new Price(high ?? close), Low = new Price(low ?? close),
                Volume = new Quantity(volume), OpenTime = new Timestamp(open), Spec = new BarSpecId(spec),
            },
        };
    }

    private static Instrument Instrument(int id, string symbol, string venue) => new()
    {
        Id = new InstrumentId(id),
        Symbol = symbol,
        Venue = venue,
        Base = Currency.Parse(symbol),
        Quote = Currency.Parse("USD"),
        PriceScale = 2,
        QuantityScale = 3,
        TickSize = new PriceOffset(5),
        LotSize = new Quantity(10),
    };
}
