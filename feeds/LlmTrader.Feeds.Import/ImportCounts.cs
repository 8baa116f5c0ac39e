namespace LlmTrader.Feeds.Import;

/// <summary>
/// What became of the rows, so that nothing vanishes silently: <see cref="Rows"/> = <see cref="Events"/> + <see cref="LeftOut"/>.
/// One thread writes; another may read single numbers for progress.
/// </summary>
public sealed class ImportCounts
{
    private readonly long[] _skipped = new long[Enum.GetValues<ImportFault>().Length];
    private readonly List<ImportIssue> _examples = [];

    /// <summary>Data rows read; header, blank and comment lines are not rows.</summary>
    public long Rows { get; internal set; }

    /// <summary>Rows that became events.</summary>
    public long Events { get; internal set; }

    /// <summary>Rows with price 0 and quantity 0, which venues send and which are no trades.</summary>
    public long ZeroRows { get; internal set; }

    /// <summary>Rows that the layout's filter left out; of recorded frames, those of streams that are not imported.</summary>
    public long Filtered { get; internal set; }

    /// <summary>Rows whose time lies before the previous row's, taken or not.</summary>
    public long OutOfOrder { get; internal set; }

    /// <summary>Trades whose id jumped by more than one: rows may be missing before them.</summary>
    public long TradeIdGaps { get; internal set; }

    /// <summary>Rows received before they happened: the receiving clock was behind. Tolerated.</summary>
    public long NegativeLatency { get; internal set; }

    /// <summary>Bars whose open or close lies outside low and high. Tolerated: BitMEX's open is the previous close.</summary>
    public long OpenCloseOutsideRange { get; internal set; }

    /// <summary>Bars whose written close time lies before open + period: trading halted, the bar was cut short. Tolerated.</summary>
    public long EarlyCloses { get; internal set; }

    /// <summary>Places where the next bar opens later than the one before it closed. Tolerated: the calendar is not known here.</summary>
    public long BarGaps { get; internal set; }

    /// <summary>Bars that would fill those gaps.</summary>
    public long MissingBars { get; internal set; }

    /// <summary>Quotes whose bid is not below the ask. Tolerated.</summary>
    public long CrossedQuotes { get; internal set; }

    /// <summary>Changes of the book that tell nothing new: a snapshot, or what came before, holds them already. Snapshots that are too old to join count here too.</summary>
    public long OldDepth { get; internal set; }

    /// <summary>Changes of the book that no snapshot could join.</summary>
    public long DepthWithoutSnapshot { get; internal set; }

    /// <summary>Breaks in the chain of changes: each became a gap event, and the book is stale until the next snapshot.</summary>
    public long DepthGaps { get; internal set; }

    /// <summary>Blank and comment lines.</summary>
    public long IgnoredLines { get; internal set; }

    /// <summary>Duplicates that were skipped.</summary>
    public long Duplicates => Skipped(ImportFault.Duplicate);

    /// <summary>Rows of other instruments that were skipped.</summary>
    public long OtherInstruments => Skipped(ImportFault.WrongInstrument);

    /// <summary>Malformed rows that were skipped, whatever the reason.</summary>
    public long BadRows
    {
        get
        {
            long sum = 0;
            for (ImportFault fault = ImportFault.FieldCount; fault < ImportFault.WrongInstrument; fault++) { sum += Skipped(fault); }
            return sum;
        }
    }

    /// <summary>Rows that became no event.</summary>
    public long LeftOut => ZeroRows + Filtered + BadRows + OtherInstruments + Duplicates + Skipped(ImportFault.OutOfOrder) + OldDepth + DepthWithoutSnapshot;

    /// <summary>The first skipped rows, at most <see cref="ImportOptions.MaxExamples"/>.</summary>
    public IReadOnlyList<ImportIssue> Examples => _examples;

    /// <summary>Rows that were skipped for one reason.</summary>
    public long Skipped(ImportFault fault) => _skipped[(int)fault];

    internal void CountSkipped(ImportFault fault) => _skipped[(int)fault]++;

    internal void AddExample(ImportIssue issue) => _examples.Add(issue);
}
