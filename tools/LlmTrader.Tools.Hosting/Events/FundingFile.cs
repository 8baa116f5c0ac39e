using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Events;

/// <summary>
/// Funding and mark prices of perpetuals as text: <c>time,symbol,rate,mark_price</c>. A row with a rate is a funding payment, at the mark
/// price or else at the last price in the data; a row without a rate is a mark price, at which margin is reckoned until the next one. The
/// symbol may be left out where there is but one perpetual.
/// </summary>
public static class FundingFile
{
    /// <summary>Throws <see cref="RunException"/> that names the file, the line and the field.</summary>
    public static IReadOnlyList<EngineEvent> Read(string path, InstrumentTable instruments)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        Instrument[] perpetuals = [.. instruments.All.ToArray().Where(instrument => instrument.IsPerpetual)];
        return DatedRows.Read(path, ["time", "rate"], ["symbol", "mark_price"], row =>
        {
            Instrument instrument = Find(row, perpetuals);
            Price mark = row["mark_price"].Length == 0 ? default : new Price(row.Rounded("mark_price", instrument.PriceScale));
            if (row["mark_price"].Length > 0 && mark.Raw <= 0) { throw row.Wrong("mark_price", "a price above zero"); }
            Timestamp time = row.Time();
            EngineEvent next = new() { Time = time, ExchangeTime = time, Instrument = instrument.Id };
            if (row["rate"].Length > 0)
            {
                next.Kind = EventKind.Funding;
                next.Funding = new FundingPayment { RateRaw = row.Rounded("rate", FundingPayment.RateScale), Mark = mark };
                if (Math.Abs(next.Funding.RateRaw) > FixedPoint.Pow10(FundingPayment.RateScale)) { throw row.Wrong("rate", "a share from -1 to 1, such as 0.0001"); }
                return next;
            }

            next.Kind = EventKind.MarkPrice;
            next.MarkPrice = new MarkPrice { Mark = mark };
            return mark.Raw > 0 ? next : throw row.Wrong("rate", "a rate, a mark price or both");
        });
    }

    private static Instrument Find(DatedRows row, Instrument[] perpetuals)
    {
        string name = row["symbol"];
        Instrument[] found = name.Length == 0 ? perpetuals : [.. perpetuals.Where(instrument => instrument.FullName == name || instrument.Symbol == name)];
        return found is [var one] ? one : throw row.Wrong("symbol", perpetuals.Length == 0
            ? "a perpetual, and the data has none: import it with --instruments" : $"one of the data's perpetuals ({string.Join(", ", perpetuals.Select(perpetual => perpetual.FullName))})");
    }
}
