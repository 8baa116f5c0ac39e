using System.Globalization;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Strategies.Rules;

/// <summary>
/// Buys when the fast average of closes crosses above the slow one, and closes (or turns short) when it crosses below.
/// With d = fast average - slow average at the close of a bar, over exact integers:
/// <list type="bullet">
/// <item>cross up: d &gt; 0 and at the bar before d &lt;= 0; the target position is +quantity;</item>
/// <item>cross down: d &lt; 0 and at the bar before d &gt;= 0; the target is 0, or -quantity when shorts are allowed.</item>
/// </list>
/// So a touch (d = 0) never signals by itself, and leaving it signals in either direction. The first decision needs d of
/// two bars: slow + 1 of them. An order is for target - (position + working), at market; when that is 0 none is sent. A
/// rejected order is not repeated before the next cross.
/// <para>
/// What works in the opposite direction is taken back first: a sale for position + working while a buy is not yet filled
/// would be for more than is held, and the risk of a cash account refuses it. The order is then for target - (position +
/// what works in its own direction), and the bars after it go on from what those orders still filled until none is left.
/// </para>
/// </summary>
public sealed class MovingAverageCross : IRuleSet, IObservedRuleSet
{
    private readonly CloseWindow[] _windows;
    private readonly int[] _previous;       // Sign of d at the bar before, by instrument; defined once its window is full.
    private readonly Quantity[] _targets;   // Zero: the instrument is not traded.
    private readonly BarSpecId _spec;
    private readonly bool _allowShort;
    private readonly int _fast;
    private readonly int _slow;
    private readonly InstrumentScale[] _scales;
    private readonly WorkingSides[] _sides;
    private readonly bool[] _isDue;         // Orders are being taken back; the target may be missed until they are gone.
    private readonly Quantity[] _goals;     // What is moved to until then.

    /// <summary>Throws <see cref="ArgumentException"/> that names the parameter when one can't be used with these instruments and bars.</summary>
    public MovingAverageCross(MovingAverageCrossOptions options, InstrumentTable instruments, IReadOnlyList<BarSpec> barSpecs)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(barSpecs);
        Require(options.Fast >= 1, $"fast is {options.Fast}, at least 1 is expected");
        Require(options.Slow > options.Fast, $"slow is {options.Slow}, more than fast ({options.Fast}) is expected");
        Require(options.Slow <= MovingAverageCrossOptions.MaxPeriod, $"slow is {options.Slow}, at most {MovingAverageCrossOptions.MaxPeriod} is expected");

        _spec = FindSpec(options.Bar, barSpecs);
        _targets = PositionSizes.Resolve(options.Quantity, options.Quantities, instruments);
        _allowShort = options.AllowShort;
        (_fast, _slow) = (options.Fast, options.Slow);
        _scales = [.. instruments.All.ToArray().Select(instrument => new InstrumentScale(instrument))];
        _previous = new int[instruments.Count];
        _windows = new CloseWindow[instruments.Count];
        for (int i = 0; i < _windows.Length; i++) { _windows[i] = new CloseWindow(options.Fast, options.Slow); }
        _sides = [.. Enumerable.Range(0, instruments.Count).Select(i => new WorkingSides(new InstrumentId(i)))];
        _isDue = new bool[instruments.Count];
        _goals = new Quantity[instruments.Count];

        WarmUpBars = options.Slow + 1;
        Id = Describe(options, instruments);
    }

    public string Name => "ma-cross";

    /// <summary>The parameters in canonical form, and the version of the logic.</summary>
    public string Id { get; }

    public int WarmUpBars { get; }

    public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
    {
        int instrument = bar.Instrument.Value;
        if (bar.Bar.Spec != _spec || _targets[instrument].IsZero) { return RuleSetOutcome.NotMine; }

        CloseWindow window = _windows[instrument];
        bool hasPrevious = window.IsFull;
        window.Add(bar.Bar.Close);
        if (!window.IsFull) { return RuleSetOutcome.Warming; }

        int previous = _previous[instrument];
        int current = window.Comparison;
        _previous[instrument] = current;
        if (!hasPrevious) { return RuleSetOutcome.Warming; }

        _sides[instrument].OnBar();
        if (current > 0 && previous <= 0) { return MoveTo(_targets[instrument], bar.Instrument, context); }
        if (current < 0 && previous >= 0) { return MoveTo(_allowShort ? -_targets[instrument] : Quantity.Zero, bar.Instrument, context); }
        return _isDue[instrument] ? MoveTo(_goals[instrument], bar.Instrument, context) : RuleSetOutcome.Quiet;
    }

    public void OnReport(InstrumentId instrument, in ExecutionReport report) => _sides[instrument.Value].OnReport(in report);

    /// <inheritdoc/>
    public ObservedDecision? Observe(InstrumentId instrument)
    {
        CloseWindow window = _windows[instrument.Value];
        if (_targets[instrument.Value].IsZero) { return null; }
        double Mean(Int128 sum, int bars) => window.IsFull ? (double)sum / bars * _scales[instrument.Value].ToDouble(new Price(1)) : double.NaN;
        return new ObservedDecision(-1,
        [
            new ObservedClause("fast mean above slow mean", "", window.IsFull, window.Comparison > 0,
            [
                new ObservedValue($"mean of the last {_fast} closes", Mean(window.FastSum, _fast)),
                new ObservedValue($"mean of the last {_slow} closes", Mean(window.SlowSum, _slow)),
            ]),
        ]);
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section($"rule set {Id}");
        transfer.Values(_previous.AsSpan());   // First: it tells of another number of instruments.
        transfer.Parts<CloseWindow>(_windows);
        transfer.Parts<WorkingSides>(_sides);
        transfer.Values(_isDue.AsSpan());
        transfer.Values(_goals.AsSpan());
    }

    private RuleSetOutcome MoveTo(Quantity target, InstrumentId instrument, IRuleSetContext context)
    {
        WorkingSides sides = _sides[instrument.Value];
        SlotHolding holding = context.Holding(instrument);
        sides.See(in holding);
        Quantity missing = target - (holding.Position + holding.Working);
        int side = Math.Sign(missing.Raw);
        bool isDue = side != 0 && sides.MayAdd(-side);
        (_isDue[instrument.Value], _goals[instrument.Value]) = (isDue, target);
        if (isDue) { missing = sides.TakeBack(-side, context) ? sides.Without(-side, missing) : Quantity.Zero; }
        if (Math.Sign(missing.Raw) != side || side == 0) { return RuleSetOutcome.Signal; }

        // The answer is counted by the engine; the next cross computes from what really came of it.
        Side order = side > 0 ? Side.Buy : Side.Sell;
        if (Send(order, missing.Abs(), instrument, context) == RejectReason.CapitalShare)
        {
            Quantity closable = sides.Closable(context.Position(instrument), -side);   // It may not turn, and gets out all the same.
            if (!closable.IsZero) { Send(order, closable, instrument, context); }
        }

        return RuleSetOutcome.Signal;
    }

    private RejectReason Send(Side side, Quantity quantity, InstrumentId instrument, IRuleSetContext context)
    {
        RejectReason answer = context.SubmitMarket(instrument, side, quantity);
        if (answer == RejectReason.None) { _sides[instrument.Value].Sent(side, quantity); }
        return answer;
    }

    private static BarSpecId FindSpec(BarSpec wanted, IReadOnlyList<BarSpec> barSpecs)
    {
        for (int i = 0; i < barSpecs.Count; i++)
        {
            if (barSpecs[i] == wanted) { return new BarSpecId(checked((ushort)i)); }
        }

        throw new ArgumentException($"ma-cross: bar is {wanted}, but the engine builds {(barSpecs.Count == 0 ? "none" : string.Join(", ", barSpecs))}.");
    }

    private string Describe(MovingAverageCrossOptions options, InstrumentTable instruments)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"ma-cross(fast={options.Fast},slow={options.Slow},bar={options.Bar},short={(options.AllowShort ? "true" : "false")}");
        foreach (Instrument instrument in instruments.All)
        {
            Quantity size = _targets[instrument.Id.Value];
            if (!size.IsZero) { text.Append(CultureInfo.InvariantCulture, $",quantity.{instrument.FullName}={FixedPoint.Format(size.Raw, instrument.QuantityScale)}"); }
        }

        return text.Append(")@2").ToString();
    }

    private static void Require(bool condition, string problem)
    {
        if (!condition) { throw new ArgumentException($"ma-cross: {problem}."); }
    }
}
