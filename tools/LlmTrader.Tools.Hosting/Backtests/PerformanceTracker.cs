using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Backtests.Comparison;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>Gathers what the summary of one account in one currency needs, in memory that does not grow with events.</summary>
internal sealed class PerformanceTracker(AccountId account, string accountName, Money initial)
{
    private const double NanosecondsPerYear = 365.25 * 86_400e9;

    private readonly EquityCurve _curve = new(initial.Raw);
    private TradeStatistics _trades;
    private Int128 _fundingRaw;
    private int _openPositions;
    private Timestamp _exposedSince;
    private Duration _exposed;

    public AccountId Account => account;

    public Currency Currency => initial.Currency;

    /// <summary>The last known equity, and whether there was one.</summary>
    public (bool IsKnown, long Raw, long PeakRaw) Last => (_curve.IsStarted, _curve.LastRaw, _curve.PeakRaw);

    /// <summary>When cash was first below zero, and the lowest that it has been, in 10^-8; null when it never was.</summary>
    public (Timestamp First, long LowestRaw)? Debt { get; private set; }

    public void OnEquity(Timestamp time, in EquityUpdate update)
    {
        _curve.Add(time, in update);
        OnCash(time, update.CashRaw);
    }

    /// <summary>Cash as it stands; equity may be what it was.</summary>
    public void OnCash(Timestamp time, long cashRaw)
    {
        if (cashRaw < 0) { Debt = (Debt?.First ?? time, Math.Min(Debt?.LowestRaw ?? 0, cashRaw)); }
    }

    public void OnFill(long notionalRaw)
    {
        _trades.Fills++;
        _trades.NotionalRaw += notionalRaw;
    }

    /// <summary>A deposit, or a withdrawal below zero.</summary>
    public void OnFlow(Timestamp time, long amountRaw) => _curve.OnFlow(time, amountRaw);

    public void OnFunding(long amountRaw) => _fundingRaw += amountRaw;

    public void OnFee(long feeRaw) => _trades.FeesRaw += feeRaw;

    public void OnRoundTrip(in RoundTrip trip) => _trades.Add(in trip);

    public void OnPositionOpened(Timestamp time)
    {
        if (_openPositions++ == 0) { _exposedSince = time; }
    }

    public void OnPositionClosed(Timestamp time)
    {
        if (--_openPositions == 0) { _exposed = new Duration(_exposed.Nanoseconds + (time - _exposedSince).Nanoseconds); }
    }

    /// <param name="span">When the run began and ended; null for a run without events.</param>
    /// <param name="openCashFlowRaw">What open round trips have brought in cash, fees deducted.</param>
    public PerformanceSummary Summarize((Timestamp Start, Timestamp End)? span, Int128 openCashFlowRaw)
    {
        (Timestamp start, Timestamp end) = span ?? default;
        long length = (end - start).Nanoseconds;
        EquitySamples samples = _curve.SamplesFor(start, end);
        double[] returns = _curve.Returns(samples, start, end);
        ReturnStatistics statistics = ReturnStatistics.Of(returns, samples.Interval.PerYear);
        (Drawdown deepest, Duration longest) = _curve.DrawdownsAt(end);
        bool hasDrawdown = deepest.AmountRaw > 0;
        double? drawdownRatio = deepest.PeakRaw == 0 && hasDrawdown ? null : hasDrawdown ? (double)deepest.AmountRaw / deepest.PeakRaw : 0;
        double? cagr = Cagr(length / NanosecondsPerYear);
        Int128 average = _curve.AverageRaw(start, end);
        long open = _openPositions > 0 ? (end - _exposedSince).Nanoseconds : 0;
        bool hasTrades = _trades.RoundTrips > 0;
        return new PerformanceSummary
        {
            Account = accountName,
            Currency = initial.Currency.ToString(),
            Start = span?.Start.ToString(),
            End = span?.End.ToString(),
            InitialEquity = Units(initial.Raw),
            FinalEquity = Units(_curve.LastRaw),
            NetProfit = Units((Int128)_curve.LastRaw - initial.Raw - _curve.FlowsRaw),
            OpenProfit = Units(_openPositions > 0 ? openCashFlowRaw + _curve.PositionsRaw : 0),
            TotalReturn = TotalReturn(),
            Cagr = cagr,
            SamplingInterval = samples.Interval.Name,
            PeriodsPerYear = samples.Interval.PerYear,
            Returns = returns.Length,
            Volatility = statistics.Volatility,
            Sharpe = statistics.Sharpe,
            Sortino = statistics.Sortino,
            Calmar = hasDrawdown ? cagr / drawdownRatio : null,
            MaxDrawdown = Units(deepest.AmountRaw),
            MaxDrawdownRatio = drawdownRatio,
            MaxDrawdownSeconds = hasDrawdown ? Seconds(deepest.Length) : null,
            MaxDrawdownRecovered = hasDrawdown ? deepest.IsRecovered : null,
            LongestDrawdownSeconds = hasDrawdown ? Seconds(longest) : null,
            Trades = _trades.RoundTrips,
            OpenTrades = _openPositions,
            Fills = _trades.Fills,
            WinRate = hasTrades ? (double)_trades.Wins / _trades.RoundTrips : null,
            ProfitFactor = _trades.LossRaw > 0 ? (double)_trades.ProfitRaw / (double)_trades.LossRaw : null,
            Expectancy = hasTrades ? Units(Rounding.HalfEven(_trades.NetRaw, _trades.RoundTrips)) : null,
            BestTrade = hasTrades ? Units(_trades.BestRaw) : null,
            WorstTrade = hasTrades ? Units(_trades.WorstRaw) : null,
            Exposure = length > 0 ? (double)(_exposed.Nanoseconds + open) / length : null,
            TradedNotional = Units(_trades.NotionalRaw),
            AverageEquity = Units(average),
            Turnover = average > 0 ? (double)_trades.NotionalRaw / (double)average : null,
            Fees = Units(_trades.FeesRaw),
            Funding = Units(_fundingRaw),
            NetDeposits = Units(_curve.FlowsRaw),
        };
    }

    /// <summary>What equity did from a moment to another one, which need not be those of the run: an interval in which nothing was recorded is there too.</summary>
    public EquitySeries Series(Timestamp start, Timestamp end)
    {
        EquitySamples samples = _curve.SamplesFor(start, end);
        (Drawdown deepest, _) = _curve.DrawdownsAt(end);
        return new EquitySeries
        {
            Interval = samples.Interval,
            Growth = _curve.GrowthOf(samples, start, end),
            Returns = _curve.Returns(samples, start, end),
            TotalReturn = TotalReturn(),
            MaxDrawdown = deepest.AmountRaw == 0 ? 0 : deepest.PeakRaw == 0 ? 1 : (double)deepest.AmountRaw / deepest.PeakRaw,
            Trades = _trades.RoundTrips,
        };
    }

    /// <param name="span">When the run began and ended; null for a run without events.</param>
    public IReadOnlyList<DailyProfit> DailyProfits((Timestamp Start, Timestamp End)? span) =>
        span is { } run ? _curve.DailyProfits(run.Start, run.End) : [];

    private double? TotalReturn()
    {
        if (initial.Raw <= 0) { return null; }
        return _curve.HasFlows ? _curve.Growth - 1 : (double)((Int128)_curve.LastRaw - initial.Raw) / initial.Raw;   // Exact: no digits cancel.
    }

    private double? Cagr(double years)
    {
        if (years <= 0 || initial.Raw <= 0 || _curve.LastRaw < 0) { return null; }
        double growth = DeterministicMath.Pow(_curve.HasFlows ? _curve.Growth : (double)_curve.LastRaw / initial.Raw, 1 / years) - 1;
        return double.IsFinite(growth) ? growth : null;
    }

    // Exact, with all eight decimals.
    private static decimal Units(Int128 raw) => (decimal)raw * 0.00000001m;

    private static decimal Seconds(Duration duration) => duration.Nanoseconds * 0.000000001m;
}
