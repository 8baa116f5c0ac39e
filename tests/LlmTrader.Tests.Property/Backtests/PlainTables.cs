using System.Globalization;

namespace LlmTrader.Tests.Property.Backtests;

/// <summary>Statistics the long way: from the text of the tables, in decimals, everything in memory, none of the recorder's code.</summary>
internal sealed class PlainTables(RecordedBacktest run)
{
    private readonly List<(DateTime Time, decimal Equity, decimal Peak)> _equity =
        [.. run.Rows("equity.csv").Select(row => (Time(row["time"]), Number(row["equity"]), Number(row["peak"])))];

    private readonly List<Dictionary<string, string>> _fills = run.Rows("fills.csv");

    public decimal Fees => _fills.Sum(fill => Number(fill["fee"]));

    public decimal TradedNotional => _fills.Sum(fill => Math.Round(Number(fill["price"]) * Number(fill["quantity"]), 8, MidpointRounding.ToEven));

    /// <summary>Results of closed round trips, fees at each one's own fills; a fill through zero is cut in two.</summary>
    public List<decimal> NetResults()
    {
        var results = new List<(int Order, decimal Net)>();
        foreach (var fills in _fills.Select((fill, index) => (fill, index)).GroupBy(entry => entry.fill["instrument"]))
        {
            decimal position = 0;
            decimal net = 0;
            foreach ((Dictionary<string, string> fill, int index) in fills)
            {
                decimal sign = fill["side"] == "Buy" ? 1 : -1;
                decimal quantity = Number(fill["quantity"]);
                decimal price = Number(fill["price"]);
                decimal fee = Number(fill["fee"]);
                decimal notional = Round(price * quantity);
                bool closes = position * sign < 0 && quantity >= Math.Abs(position);
                if (!closes) { position += sign * quantity; net -= (sign * notional) + fee; continue; }

                decimal closing = Round(price * Math.Abs(position));
                decimal closingFee = Round(fee * Math.Abs(position) / quantity);
                results.Add((index, net - (sign * closing) - closingFee));
                position += sign * quantity;
                net = -(sign * (notional - closing)) - (fee - closingFee);
            }
        }

        return [.. results.OrderBy(result => result.Order).Select(result => result.Net)];
    }

    /// <summary>Share of the run in which any instrument had a position.</summary>
    public double Exposure(DateTime start, DateTime end)
    {
        var positions = new Dictionary<string, decimal>();
        DateTime previous = start;
        long ticks = 0;
        foreach (Dictionary<string, string> fill in _fills)
        {
            DateTime time = Time(fill["time"]);
            if (positions.Values.Any(position => position != 0)) { ticks += (time - previous).Ticks; }
            previous = time;
            positions.TryGetValue(fill["instrument"], out decimal position);
            positions[fill["instrument"]] = position + (fill["side"] == "Buy" ? Number(fill["quantity"]) : -Number(fill["quantity"]));
        }

        if (positions.Values.Any(position => position != 0)) { ticks += (end - previous).Ticks; }
        return ticks / (double)(end - start).Ticks;
    }

    /// <summary>The last equity at or before each full hour and the end of the run, looked up in all rows.</summary>
    public double[] HourlyReturns(DateTime start, DateTime end, decimal initial)
    {
        var returns = new List<double>();
        decimal previous = initial;
        for (DateTime time = start.Date.AddHours(start.Hour + 1); ; time = time.AddHours(1))
        {
            DateTime until = time < end ? time : end;
            decimal equity = _equity.Where(row => row.Time <= until).Select(row => row.Equity).DefaultIfEmpty(initial).Last();
            returns.Add((double)((equity / previous) - 1));
            previous = equity;
            if (time >= end) { return [.. returns]; }
        }
    }

    public decimal AverageEquity(DateTime start, DateTime end, decimal initial)
    {
        decimal area = 0;
        decimal equity = initial;
        DateTime previous = start;
        foreach ((DateTime time, decimal next, _) in _equity)
        {
            area += equity * (time - previous).Ticks;
            (equity, previous) = (next, time);
        }

        return (area + (equity * (end - previous).Ticks)) / (end - start).Ticks;
    }

    public double MaxDrawdownRatio => (double)_equity.Max(row => (row.Peak - row.Equity) / row.Peak);

    public static DateTime Time(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

    public static decimal Number(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    private static decimal Round(decimal value) => Math.Round(value, 8, MidpointRounding.ToEven);
}
