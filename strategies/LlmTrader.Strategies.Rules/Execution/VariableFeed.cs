using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Evaluation;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>Brings time, position, account and book into a program's variables, for one instrument.</summary>
internal sealed class VariableFeed
{
    private readonly InstrumentTable _instruments;
    private readonly InstrumentScale[] _scales;
    private readonly InstrumentId _own;
    private readonly VenueClock[] _clocks;              // By stream.
    private readonly TimeVariable[][] _timeVariables;   // By stream.
    private readonly LiveVariable[] _liveVariables;

    /// <param name="program">Whose variables.</param>
    /// <param name="own">The instrument under evaluation.</param>
    /// <param name="streams">The instrument of each stream.</param>
    /// <param name="instruments">All of them.</param>
    /// <param name="scales">One for each instrument.</param>
    public VariableFeed(RuleProgram program, InstrumentId own, InstrumentId[] streams, InstrumentTable instruments, InstrumentScale[] scales)
    {
        (_own, _instruments, _scales) = (own, instruments, scales);
        _clocks = Array.ConvertAll(streams, id => VenueClock.Of(instruments[id]));
        List<TimeVariable>[] ofTime = Array.ConvertAll(streams, _ => new List<TimeVariable>());
        var live = new List<LiveVariable>();
        for (int i = 0; i < program.Nodes.Length; i++)
        {
            RuleNode node = program.Nodes[i];
            if (node.Op != RuleOp.Variable) { continue; }
            var variable = (RuleVariable)node.Argument;
            if (node.IsLive) { live.Add(new LiveVariable(i, variable, InstrumentOf(node))); }
            else { ofTime[node.Stream].Add(new TimeVariable(i, variable)); }
        }

        _timeVariables = Array.ConvertAll(ofTime, variables => variables.ToArray());
        _liveVariables = [.. live];
    }

    /// <summary>The venue's day of a bar of a stream.</summary>
    public long Session(int stream, Timestamp barOpen) => _clocks[stream].Session(barOpen);

    public void SetTime(IProgramEvaluator program, int stream, Timestamp close)
    {
        foreach (TimeVariable variable in _timeVariables[stream]) { program.SetVariable(variable.Node, _clocks[stream].Read(variable.Variable, close)); }
    }

    public void SetLive(IProgramEvaluator program, IPortfolioView context, Price last, int barsInTrade)
    {
        foreach (LiveVariable variable in _liveVariables) { program.SetVariable(variable.Node, Read(variable, context, last, barsInTrade)); }
    }

    /// <summary>Average price of the open position; NaN when flat.</summary>
    public double EntryPrice(IPortfolioView context)
    {
        Quantity position = context.Position(_own);
        return position.IsZero ? double.NaN : InstrumentScale.ToDouble(context.Cost(_own)) / _scales[_own.Value].ToDouble(position.Abs());
    }

    private double Read(LiveVariable variable, IPortfolioView context, Price last, int barsInTrade)
    {
        Currency quote = _instruments[_own].Quote;
        switch (variable.Variable)
        {
            case RuleVariable.Position: return _scales[variable.Instrument.Value].ToDouble(context.Position(variable.Instrument));
            case RuleVariable.EntryPrice: return EntryPrice(context);
            case RuleVariable.UnrealizedPnl: return UnrealizedPnl(context, last);
            case RuleVariable.BarsInTrade: return barsInTrade;
            case RuleVariable.Equity: return InstrumentScale.ToDouble(context.Equity(quote));
            case RuleVariable.Drawdown: return Drawdown(InstrumentScale.ToDouble(context.Equity(quote)), InstrumentScale.ToDouble(context.PeakEquity(quote)));
            default: return Book(variable, context.LastQuote(variable.Instrument));
        }
    }

    private double UnrealizedPnl(IPortfolioView context, Price last)
    {
        Quantity position = context.Position(_own);
        if (position.IsZero) { return 0; }
        double value = _scales[_own.Value].ToDouble(last) * _scales[_own.Value].ToDouble(position);
        double cost = InstrumentScale.ToDouble(context.Cost(_own));
        return position > Quantity.Zero ? value - cost : value + cost;
    }

    private static double Drawdown(double equity, double peak) => peak > 0 ? Math.Clamp((peak - equity) / peak, 0, 1) : 0;

    private double Book(LiveVariable variable, QuoteTick quote)
    {
        InstrumentScale scale = _scales[variable.Instrument.Value];
        double bid = quote.BidPrice.Raw > 0 ? scale.ToDouble(quote.BidPrice) : double.NaN;
        double ask = quote.AskPrice.Raw > 0 ? scale.ToDouble(quote.AskPrice) : double.NaN;
        return variable.Variable switch
        {
            RuleVariable.Bid => bid,
            RuleVariable.Ask => ask,
            RuleVariable.Spread => ask - bid,
            _ => RuleMath.Divide((double)quote.BidQuantity.Raw - quote.AskQuantity.Raw, (double)quote.BidQuantity.Raw + quote.AskQuantity.Raw),
        };
    }

    private InstrumentId InstrumentOf(RuleNode node)
    {
        if (node.Instrument is null) { return _own; }
        return _instruments.TryFind(node.Instrument, out Instrument? named) ? named.Id : throw new ArgumentException($"No instrument is called '{node.Instrument}', or several venues have this symbol.");
    }

    private readonly record struct TimeVariable(int Node, RuleVariable Variable);

    private readonly record struct LiveVariable(int Node, RuleVariable Variable, InstrumentId Instrument);
}
