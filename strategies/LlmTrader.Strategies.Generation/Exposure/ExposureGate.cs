using System.Globalization;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Generation.Exposure;

/// <summary>
/// Judges a rule set by the worst that it can do: every instrument at its largest position at once, on the worse side, and all of them
/// going wrong. Nothing is simulated; what the text allows is bounded whatever the market does, and what risk and cash refuse is not counted.
/// </summary>
public static class ExposureGate
{
    /// <exception cref="ArgumentException">The universe names an instrument that the context does not have, or a limit is out of range.</exception>
    public static ExposureReport Judge(RuleDocument document, RuleProgram program, ExposureContext context, ExposureLimits limits)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(limits);
        limits.Validated();
        EntryBound entry = EntryBound.Of(document, program);
        double? stop = StopBounds.FarthestLoss(document, program);
        List<InstrumentExposure> exposures = [];
        SortedDictionary<string, double> held = new(StringComparer.Ordinal);
        (double heldShare, double withStops, double atRisk, double withoutStops) = (0, 0, 0, 0);
        int entries = document.Grid?.Levels ?? document.MaxEntries;
        foreach (IGrouping<string, ExposedInstrument> currency in Universe(document, context).GroupBy(instrument => instrument.Quote, StringComparer.Ordinal))
        {
            double equity = context.Equity.GetValueOrDefault(currency.Key), sized = equity * context.Share;
            Sides[] sides = [.. currency.Select(instrument => Worst(document, entry, entries, instrument, sized))];
            double cut = CashCut(sides, sized);
            foreach (Sides side in sides)
            {
                double most = Math.Max(side.Long, side.Short);
                exposures.Add(new InstrumentExposure(side.Instrument.Name, currency.Key, most, side.BoundBy));
                held[currency.Key] = held.GetValueOrDefault(currency.Key) + (cut * most);
                if (most == 0) { continue; }
                heldShare += Share(cut * most, equity);
                double without = Math.Max(side.Long, side.Short * limits.RiseAgainstShort);
                double bySizing = double.IsNaN(entry.LossShare) ? double.PositiveInfinity : entries * entry.LossShare * sized;
                double with = Math.Min(without, Math.Min(bySizing, stop is { } far ? most * far : double.PositiveInfinity));
                withStops += Share(cut * with, equity);
                withoutStops += Share(cut * without, equity);
                atRisk += Share(cut * (with < without ? Math.Min(without, with + (most * limits.GapThroughStop)) : without), equity);
            }
        }

        bool hasStops = withStops < withoutStops;
        (ExposureVerdict verdict, List<string> reasons) = Decide(heldShare, atRisk, limits);
        if (!hasStops && withoutStops > 0) { reasons.Add("No stop has a distance that is known for every market: all that is held counts as lost."); }
        return new ExposureReport
        {
            Verdict = verdict,
            WorstNotional = [.. held.Select(pair => (pair.Key, pair.Value))],
            HeldShare = heldShare,
            AtRisk = atRisk,
            LossWithStops = hasStops ? withStops : null,
            LossWithoutStops = withoutStops,
            Instruments = exposures,
            Reasons = reasons,
        };
    }

    private static Sides Worst(RuleDocument document, EntryBound entry, int entries, ExposedInstrument instrument, double equity)
    {
        bool isEverLong = document.EntryLong is not null || document.Grid is { Side: not GridSide.Sell };
        bool isEverShort = document.EntryShort is not null || document.Grid is { Side: not GridSide.Buy };
        (double bought, string boughtBy) = isEverLong ? Capped(entry, entries, instrument, equity, isLong: true) : (0, "no long entries");
        (double sold, string soldBy) = !isEverShort ? (0, "no short entries") : instrument.ShortSelling ? Capped(entry, entries, instrument, equity, isLong: false) : (0, "short selling is off");
        return new Sides(instrument, bought, sold, sold > bought || !isEverLong ? soldBy : boughtBy);
    }

    // What is bought with the slot's cash is paid for together: the part of the sum that it pays. A short sale brings cash in, and then nothing is cut.
    private static double CashCut(Sides[] sides, double cash)
    {
        if (sides.Any(side => side.Short > 0 || side.Instrument.MaxLeverage > 1)) { return 1; }
        double sum = sides.Sum(side => side.Long);
        return sum > Math.Max(0, cash) && double.IsFinite(sum) ? Math.Max(0, cash) / sum : 1;
    }

    private static (ExposureVerdict, List<string>) Decide(double held, double atRisk, ExposureLimits limits)
    {
        if (!double.IsFinite(held)) { return (ExposureVerdict.Refused, ["What it can hold has no bound: neither its sizing nor a limit of risk sets one."]); }
        if (held > limits.MostHeld) { return (ExposureVerdict.Refused, [$"It can hold {Percent(held)} of the equity; at most {Percent(limits.MostHeld)} are allowed."]); }
        if (atRisk > limits.MostAtRisk) { return (ExposureVerdict.Refused, [$"It puts {Percent(atRisk)} of the equity at risk; at most {Percent(limits.MostAtRisk)} are allowed."]); }
        return atRisk < limits.AutomaticBelow
            ? (ExposureVerdict.Automatic, [$"It puts {Percent(atRisk)} of the equity at risk, less than the {Percent(limits.AutomaticBelow)} that pass by themselves."])
            : (ExposureVerdict.NeedsApproval, [$"It puts {Percent(atRisk)} of the equity at risk; from {Percent(limits.AutomaticBelow)} on a person decides."]);
    }

    // The least of what the sizing, the limits and the cash allow.
    private static (double Value, string BoundBy) Capped(EntryBound entry, int entries, ExposedInstrument instrument, double equity, bool isLong)
    {
        double one = entry.Value(equity, instrument.Price);
        (double Value, string BoundBy) least = (Times(one), "its sizing");
        Cap(instrument.OrderNotional is { } notional ? Times(Math.Min(one, notional)) : null, "the limit of an order's value");
        Cap(instrument.OrderQuantity is { } quantity ? Times(Math.Min(one, quantity * instrument.Price)) : null, "the limit of an order's quantity");
        Cap(instrument.Position is { } position ? position * instrument.Price : null, "the limit of the position");
        Cap(isLong || instrument.MaxLeverage > 1 ? Math.Max(0, equity) * instrument.MaxLeverage : null, instrument.MaxLeverage > 1 ? "the largest leverage" : "the slot's cash");
        return least;

        double Times(double each) => each == 0 ? 0 : entries * each;

        void Cap(double? value, string by)
        {
            if (value < least.Value) { least = (value.Value, by); }
        }
    }

    private static IEnumerable<ExposedInstrument> Universe(RuleDocument document, ExposureContext context) => document.Universe.IsEmpty
        ? context.Instruments
        : [.. document.Universe.Select(name => context.Instruments.FirstOrDefault(one => one.Name == name)
            ?? (context.Instruments.Count(one => one.Name.Split('.')[0] == name) == 1 ? context.Instruments.First(one => one.Name.Split('.')[0] == name) : null)
            ?? throw new ArgumentException($"Rule set '{document.Name}' names '{name}', which is no instrument here.")).Distinct()];

    private readonly record struct Sides(ExposedInstrument Instrument, double Long, double Short, string BoundBy);

    // Without equity anything is too much.
    private static double Share(double value, double equity) => value == 0 ? 0 : equity > 0 ? value / equity : double.PositiveInfinity;

    private static string Percent(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
