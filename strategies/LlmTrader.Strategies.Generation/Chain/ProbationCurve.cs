using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>
/// What a candidate on probation earned, from the equity that it moves. Each change counts by the capital that the candidate had at that time,
/// so that what it loses little by little adds up over steps with more and more of it.
/// </summary>
/// <param name="since">Its activation: the equity of then, or the first that is told later, is where it begins.</param>
/// <param name="slotShare">The slot's part of the equity.</param>
public sealed class ProbationCurve(Timestamp since, double slotShare)
{
    private long _first, _last;
    private double _peak;

    /// <summary>The sum of its changes, each as a share of the capital that it had.</summary>
    public double Growth { get; private set; }

    /// <summary>The largest fall of <see cref="Growth"/> from its peak so far; at least 0.</summary>
    public double Drawdown { get; private set; }

    /// <param name="time">When it was so, not before what was added before.</param>
    /// <param name="equityRaw">In 10^-8.</param>
    /// <param name="steps">As <see cref="IProbationMeter.Measure"/> has them.</param>
    public void Add(Timestamp time, long equityRaw, IReadOnlyList<CapitalStep> steps)
    {
        if (time <= since || _first <= 0)
        {
            _first = _last = equityRaw;
            return;
        }

        Growth += (equityRaw - _last) / (_first * slotShare * ShareAt(time, steps));
        _last = equityRaw;
        _peak = Math.Max(_peak, Growth);
        Drawdown = Math.Max(Drawdown, _peak - Growth);
    }

    private static double ShareAt(Timestamp time, IReadOnlyList<CapitalStep> steps)
    {
        int step = steps.Count - 1;
        while (step > 0 && steps[step].Since >= time) { step--; }
        return steps[step].Share;
    }
}
