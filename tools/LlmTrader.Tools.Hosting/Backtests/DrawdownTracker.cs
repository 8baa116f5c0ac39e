using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>
/// Finds the deepest and the longest drawdown on the way. A drawdown begins at the last row at its peak and ends, recovered,
/// at the first row that reaches that peak again. The peak is the engine's, which also sees prices between rows, and which a
/// deposit or a withdrawal scales as it does the equity (<see cref="DrawdownPeak"/>).
/// </summary>
internal struct DrawdownTracker(long initialRaw)
{
    private long _highRaw = initialRaw;
    private Timestamp _highTime;
    private bool _isStarted;
    private bool _isUnderWater;
    private bool _deepestIsOpen;
    private Drawdown _deepest;
    private Duration _longest;

    /// <summary>Money in or out: equity goes from one amount to the other.</summary>
    public void OnFlow(long beforeRaw, long afterRaw) => _highRaw = DrawdownPeak.AfterFlow(_highRaw, beforeRaw, afterRaw);

    public void Add(Timestamp time, long equityRaw, long peakRaw)
    {
        if (!_isStarted) { (_isStarted, _highTime) = (true, time); }   // Until the first row, equity stood at its initial value.
        long drawdown = checked(peakRaw - equityRaw);
        if (peakRaw > _highRaw || drawdown == 0)
        {
            if (_isUnderWater) { End(time, recovered: true); }
            _highRaw = peakRaw;
            _highTime = time;
        }

        if (drawdown == 0) { return; }
        _isUnderWater = true;
        if (!_deepest.IsShallowerThan(drawdown, peakRaw)) { return; }
        _deepest = new Drawdown { AmountRaw = drawdown, PeakRaw = peakRaw };
        _deepestIsOpen = true;
    }

    /// <summary>The deepest drawdown and the length of the longest, as they are at the end of the run.</summary>
    public readonly (Drawdown Deepest, Duration Longest) At(Timestamp end)
    {
        DrawdownTracker ended = this;
        if (ended._isUnderWater) { ended.End(end, recovered: false); }
        return (ended._deepest, ended._longest);
    }

    private void End(Timestamp time, bool recovered)
    {
        Duration length = time - _highTime;
        if (length > _longest) { _longest = length; }
        if (_deepestIsOpen) { _deepest = _deepest with { Length = length, IsRecovered = recovered }; }
        _deepestIsOpen = false;
        _isUnderWater = false;
    }
}

/// <summary>A fall of equity from a peak. Amounts are 10^-8 of the currency.</summary>
internal readonly record struct Drawdown
{
    /// <summary>From the peak to the lowest row; zero where there was no drawdown.</summary>
    public long AmountRaw { get; init; }

    public long PeakRaw { get; init; }

    /// <summary>From the peak to the recovery, or to the end of the run.</summary>
    public Duration Length { get; init; }

    public bool IsRecovered { get; init; }

    /// <summary>Compares the shares of the peaks, exactly; an amount below a peak of zero is deeper than any share.</summary>
    public bool IsShallowerThan(long amountRaw, long peakRaw)
    {
        Int128 other = (Int128)amountRaw * PeakRaw;
        Int128 own = (Int128)AmountRaw * peakRaw;
        return AmountRaw == 0 || other > own || (other == own && PeakRaw == peakRaw && amountRaw > AmountRaw);
    }
}
