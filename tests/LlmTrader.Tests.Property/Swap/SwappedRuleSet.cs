using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Property.Swap;

/// <summary>
/// What a source like <c>seed=7 warmup=20 close=1 throws=150</c> means: orders of every kind drawn from the seed and from all
/// that set and context show, so that any difference in what a set has seen becomes a difference in what it wants.
/// </summary>
internal sealed class SwappedRuleSet(ulong seed, int warmUp, bool closesFirst, int throwsAt, bool watches) : IRuleSet
{
    private ulong _state = (seed * 0x9E37_79B9_7F4A_7C15UL) + 1;
    private int _bars;

    public string Name => "swapped";

    public string Id => $"swapped-{seed}";

    public int WarmUpBars => warmUp;

    public bool WatchesPrices => watches;

    public RuleSetHandOver HandOver => closesFirst ? RuleSetHandOver.CloseFirst : RuleSetHandOver.Adopt;

    public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
    {
        WarmUp(in bar);
        Instrument instrument = context.Instruments[bar.Instrument];
        See(bar.Instrument, instrument, context);
        if (Draw(4) != 0) { return RuleSetOutcome.Quiet; }
        Side side = context.Position(bar.Instrument).Raw > 0 ? Side.Sell : Side.Buy;
        Quantity quantity = new(instrument.LotSize.Raw * (1 + Draw(50)));
        if (Draw(2) == 0) { context.SubmitMarket(bar.Instrument, side, quantity); }
        else
        {
            Price limit = new((bar.Bar.Close.Raw / instrument.TickSize.Raw * instrument.TickSize.Raw) + (instrument.TickSize.Raw * (Draw(9) - 4)));
            context.SubmitLimit(bar.Instrument, side, quantity, limit, TimeInForce.GoodTillCancel, out _);
        }

        return RuleSetOutcome.Signal;
    }

    public void WarmUp(in ClosedBar bar)
    {
        if (++_bars == throwsAt) { throw new InvalidOperationException("as the source says"); }
        _state ^= (ulong)bar.Bar.Close.Raw + ((ulong)bar.Bar.Spec.Value << 40) + ((ulong)bar.Instrument.Value << 48);
        _state *= 0x9E37_79B9_7F4A_7C15UL;
    }

    public RuleSetOutcome OnPrice(InstrumentId instrument, Price price, IRuleSetContext context)
    {
        _state ^= (ulong)price.Raw;
        See(instrument, context.Instruments[instrument], context);
        if (Draw(64) != 0 || context.Position(instrument).Raw <= 0) { return RuleSetOutcome.Quiet; }
        context.SubmitMarket(instrument, Side.Sell, context.Position(instrument));
        return RuleSetOutcome.Signal;
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section(Id);
        transfer.Value(ref _state);
        transfer.Value(ref _bars);
    }

    private void See(InstrumentId id, Instrument instrument, IRuleSetContext context)
    {
        _state ^= (ulong)context.Position(id).Raw + ((ulong)context.Working(id).Raw << 7) + ((ulong)context.LastPrice(id).Raw << 17);
        _state ^= (ulong)context.Equity(instrument.Quote).Raw + ((ulong)context.PeakEquity(instrument.Quote).Raw << 9);
        _state ^= (ulong)context.LastQuote(id).AskPrice.Raw + ((ulong)context.Cost(id).Raw << 3);
    }

    private int Draw(int below)
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return (int)((_state * 2685821657736338717UL >> 33) % (ulong)below);
    }
}

/// <summary>Compiles the texts that <see cref="SwappedRuleSet"/> describes, taking a while about it.</summary>
internal sealed class SlowCompiler(int spins) : IRuleSetCompiler
{
    public bool TryCompile(string source, [NotNullWhen(true)] out IRuleSet? ruleSet, [NotNullWhen(false)] out string? error)
    {
        Dictionary<string, int> fields = source.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(field => field.Split('=')).ToDictionary(pair => pair[0], pair => int.Parse(pair[1], CultureInfo.InvariantCulture));
        int seed = fields["seed"];
        Thread.SpinWait(spins * (seed % 5));
        (ruleSet, error) = (null, "a seed that divides by 11 is no good");
        if (seed % 11 == 0) { return false; }
        (ruleSet, error) = (new SwappedRuleSet((ulong)seed, fields["warmup"], fields["close"] == 1, fields["throws"], fields["watches"] == 1), null);
        return true;
    }
}
