using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What becomes of a trade whose time bar has closed. It is counted under either policy.</summary>
public enum LateTickPolicy : byte
{
    /// <summary>It stays out of that bar specification.</summary>
    Drop = 0,

    /// <summary>It counts in the oldest bar that is still open or, where none is, opens the first that has not closed.</summary>
    FoldIntoOpenBar = 1,
}

/// <summary>What a time bar in which nothing traded is.</summary>
public enum GapPolicy : byte
{
    /// <summary>No bar.</summary>
    Skip = 0,

    /// <summary>A flat bar at the previous close with volume 0, from an instrument's first closed bar on.</summary>
    Fill = 1,
}

/// <summary>Which bars are built and how late, early and missing trades are met. Immutable; validated once, at start.</summary>
public sealed record BarOptions
{
    /// <summary>Timers are numbered by specification, and each trade visits each one: more than this many is a mistake.</summary>
    public const int MaxSpecs = 64;

    /// <summary>Instruments times specifications; each pair holds about 250 bytes.</summary>
    public const int MaxSeries = 1 << 20;

    private static readonly Duration Day = Duration.FromDays(1);

    /// <summary>Every one is built for every instrument; the index is the <see cref="BarSpecId"/>.</summary>
    public required IReadOnlyList<BarSpec> Specs { get; init; }

    /// <summary>
    /// How long after its end, in engine time, a time bar waits for trades that are still on their way. Each closed bar
    /// is known that much later. At most the shortest period, because only two bars of a specification are open at once.
    /// </summary>
    public Duration CloseDelay { get; init; }

    public LateTickPolicy LateTicks { get; init; } = LateTickPolicy.Drop;

    public GapPolicy Gaps { get; init; } = GapPolicy.Skip;

    /// <summary>The longest run of flat bars after a bar with trades; what is missing beyond it is counted, not filled.</summary>
    public Duration MaxFill { get; init; } = Day;

    /// <summary>
    /// How far exchange time may be ahead of engine time when a trade opens a time bar; beyond, the timestamp is taken
    /// for an error, and the trade is dropped and counted, because its bar would make all that follow late.
    /// </summary>
    public Duration MaxClockLead { get; init; } = Day;

    /// <summary>Throws <see cref="ArgumentException"/> that names the option, its value and what it may be.</summary>
    public BarOptions Validated()
    {
        ArgumentNullException.ThrowIfNull(Specs);
        if (Specs.Count > MaxSpecs) { throw Wrong(nameof(Specs), $"{Specs.Count} specifications", $"at most {MaxSpecs}"); }
        for (int i = 0; i < Specs.Count; i++)
        {
            Validate(Specs[i], i);
            for (int j = 0; j < i; j++)
            {
                if (Specs[i] == Specs[j]) { throw Wrong(nameof(Specs), $"'{Specs[i]}' at {j} and {i}", "given once"); }
            }

            if (Specs[i].Aggregation == BarAggregation.Time && CloseDelay > Specs[i].Period)
            {
                throw Wrong(nameof(CloseDelay), Format(CloseDelay), $"at most the period of every time bar, of which one is {Specs[i]}");
            }
        }

        if (CloseDelay < Duration.Zero) { throw Wrong(nameof(CloseDelay), Format(CloseDelay), "0 or more"); }
        if (!Enum.IsDefined(LateTicks)) { throw Wrong(nameof(LateTicks), $"{LateTicks}", "Drop or FoldIntoOpenBar"); }
        if (!Enum.IsDefined(Gaps)) { throw Wrong(nameof(Gaps), $"{Gaps}", "Skip or Fill"); }
        if (!IsWithinAYear(MaxFill)) { throw Wrong(nameof(MaxFill), Format(MaxFill), "0 to 366 days"); }
        if (!IsWithinAYear(MaxClockLead)) { throw Wrong(nameof(MaxClockLead), Format(MaxClockLead), "0 to 366 days"); }
        return this;
    }

    private static void Validate(BarSpec spec, int index)
    {
        bool isValid = spec.Aggregation switch
        {
            BarAggregation.Time => spec.Step >= 1_000_000_000 && spec.Step <= Day.Nanoseconds && Day.Nanoseconds % spec.Step == 0,
            BarAggregation.Tick => spec.Step is > 0 and <= int.MaxValue,
            BarAggregation.Volume => spec.Step > 0,
            BarAggregation.Notional => spec.Step is > 0 and <= long.MaxValue / Money.One,
            _ => false,
        };
        if (isValid) { return; }
        (string value, string expected) = spec.Aggregation switch
        {
            BarAggregation.Time => (Format(spec.Period), "a time from 1 s to 1 d that divides a day"),
            BarAggregation.Tick => ($"'{spec}'", $"1 to {int.MaxValue} trades"),
            BarAggregation.Volume => ($"'{spec}'", "a positive volume"),
            BarAggregation.Notional => ($"'{spec}'", $"1 to {long.MaxValue / Money.One} units of the quote currency"),
            _ => ($"of unknown aggregation {(byte)spec.Aggregation}", "time, tick, volume or notional bars"),
        };
        throw Wrong($"{nameof(Specs)}[{index}]", value, expected);
    }

    private static bool IsWithinAYear(Duration duration) => duration >= Duration.Zero && duration <= Duration.FromDays(366);

    private static string Format(Duration duration) => $"{FixedPoint.Format(duration.Nanoseconds, 9)} s";

    private static ArgumentException Wrong(string option, string value, string expected) => new($"Bar option {option} is {value}; it must be {expected}.");
}
