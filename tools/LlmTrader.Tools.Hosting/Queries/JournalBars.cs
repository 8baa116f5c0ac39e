using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tools.Hosting.Queries;

/// <summary>The bars that closed in a run, made again by the engine's own bars stage: those of trades are in no journal.</summary>
internal sealed class JournalBars(JournalDirectory journal)
{
    private readonly InstrumentTable _instruments = journal.Manifest.Instruments;

    public IEnumerable<string?[]> Read(QueryFilter filter, CancellationToken cancel)
    {
        using JournalFollower events = new(journal);
        ClosedBarReader bars = new(journal.Manifest);
        EngineEvent e = default;
        for (long i = 1; events.TryRead(ref e); i++)
        {
            if (i % 65_536 == 0) { cancel.ThrowIfCancellationRequested(); }
            int count = bars.Read(ref e);
            for (int row = 0; row < count; row++)
            {
                ClosedBar bar = bars[row];
                if (filter.Keeps(e.Time, _instruments[bar.Instrument])) { yield return Cells(in e, row, in bar); }
            }
        }
    }

    private string?[] Cells(in EngineEvent e, int row, in ClosedBar closed)
    {
        Instrument instrument = _instruments[closed.Instrument];
        Bar bar = closed.Bar;
        string Price(Price price) => FixedPoint.Format(price.Raw, instrument.PriceScale);
        return
        [
            e.Time.ToString(), instrument.Symbol, instrument.Venue, journal.Manifest.BarSpecs[bar.Spec.Value].ToString(), Whole(e.Sequence), Whole(row), bar.OpenTime.ToString(), closed.CloseTime.ToString(),
            Price(bar.Open), Price(bar.High), Price(bar.Low), Price(bar.Close), FixedPoint.Format(bar.Volume.Raw, instrument.QuantityScale), FixedPoint.Format(bar.Turnover, Money.Scale), Whole(bar.TradeCount),
        ];
    }

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}
