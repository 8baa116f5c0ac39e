using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Evaluation;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>How a program is run; the decisions are the same.</summary>
public enum RuleBackEnd : byte
{
    Compiled,
    Interpreted,
}

/// <summary>
/// A rule-set document as the engine runs it. A bar goes first to all programs that read it as another series, then to the
/// instrument's own, which decides. Allocates nothing after construction.
/// </summary>
public sealed class DocumentRuleSet : IRuleSet, IObservedRuleSet
{
    private readonly InstrumentRun?[] _runs;   // By instrument; null outside the universe.
    private readonly Route[][] _routes;        // By bar specification, then instrument: who reads such a bar.
    private readonly int _instrumentCount;
    private readonly int _streams;

    /// <summary>
    /// Throws <see cref="ArgumentException"/> that names what is missing when an instrument is unknown or the engine does not
    /// build bars that the program reads.
    /// </summary>
    /// <param name="document">What it does.</param>
    /// <param name="program">The document's, as <see cref="RuleCompiler"/> made it.</param>
    /// <param name="instruments">All of the engine's.</param>
    /// <param name="barSpecs">The bars that the engine builds.</param>
    /// <param name="backEnd">Compiled, unless the twin is wanted for comparison.</param>
    /// <param name="codes">Compiled code that programs with the same steps share; null compiles for this set alone.</param>
    public DocumentRuleSet(
        RuleDocument document, RuleProgram program, InstrumentTable instruments, IReadOnlyList<BarSpec> barSpecs, RuleBackEnd backEnd = RuleBackEnd.Compiled,
        ProgramCodeCache? codes = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(barSpecs);
        Name = document.Name;
        Id = RuleText.Id(document);
        HandOver = document.HandOver == Document.HandOver.Close ? RuleSetHandOver.CloseFirst : RuleSetHandOver.Adopt;
        CostPerBar = program.Cost;
        Clauses = new ClauseCounts(program);
        _streams = program.Streams.Length;
        _instrumentCount = instruments.Count;
        _runs = new InstrumentRun?[_instrumentCount];

        var scales = new InstrumentScale[_instrumentCount];
        foreach (Instrument instrument in instruments.All) { scales[instrument.Id.Value] = new InstrumentScale(instrument); }

        ProgramCode? code = backEnd == RuleBackEnd.Compiled ? ProgramCode.Compile(program, codes) : null;
        var routes = new RouteTable(program, instruments, barSpecs);
        foreach (Instrument instrument in UniverseOf(document, instruments))
        {
            IProgramEvaluator evaluator = code is null ? new InterpretedProgram(program) : new CompiledProgram(code);
            var stops = new ProtectiveStops(document, program);
            InstrumentScale scale = scales[instrument.Id.Value];
            PositionSizer sizer = Sizer(document, program, instrument, scale);
            var sides = new WorkingSides(instrument.Id);
            IOrderPlan plan = document.Grid is null
                ? new EntryPlan(document, evaluator, instrument, scale, stops, sizer, sides, Clauses)
                : new GridPlan(document, evaluator, instrument, scale, sizer, sides, Clauses);
            InstrumentId[] streams = routes.Instruments(instrument.Id);
            var variables = new VariableFeed(program, instrument.Id, streams, instruments, scales);
            var run = new InstrumentRun(Id, document, instrument.Id, scales, evaluator, variables, stops, plan, sides, Clauses);
            _runs[instrument.Id.Value] = run;
            routes.Add(run, streams);
            WatchesPrices = stops.HasAny || document.Grid is not null;
        }

        _routes = routes.ToArray();
        WarmUpBars = program.WarmUpBars;
    }

    public string Name { get; }

    /// <summary>The hash of the document's canonical text.</summary>
    public string Id { get; }

    public int WarmUpBars { get; }

    public bool WatchesPrices { get; }

    public long CostPerBar { get; }

    /// <summary>What becomes of positions that the version before left open; the slot sees to it.</summary>
    public RuleSetHandOver HandOver { get; }

    /// <summary>How often each clause was true.</summary>
    public ClauseCounts Clauses { get; }

    public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        InstrumentRun? deciding = Observe(in bar);
        return deciding is null ? RuleSetOutcome.NotMine : deciding.Decide(in bar, context);
    }

    public void WarmUp(in ClosedBar bar) => Observe(in bar)?.Miss();

    /// <summary>Whether the program reads bars of another instrument or another length beside its own.</summary>
    public bool ReadsOtherSeries => _streams > 1;

    public void Observe(ReadOnlySpan<ClosedBar> together)
    {
        for (int turn = 0; turn < _streams; turn++)
        {
            foreach (ref readonly ClosedBar bar in together)
            {
                foreach (Route route in RoutesOf(in bar))
                {
                    if (route.Turn == turn) { route.Run.Observe(route.Stream, in bar); }
                }
            }
        }
    }

    public RuleSetOutcome Decide(in ClosedBar observed, IRuleSetContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (Route route in RoutesOf(in observed))
        {
            if (route.Stream == 0) { return route.Run.Decide(in observed, context); }
        }

        return RuleSetOutcome.NotMine;
    }

    public RuleSetOutcome OnPrice(InstrumentId instrument, Price price, IRuleSetContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _runs[instrument.Value] is { } run ? run.OnPrice(price, context) : RuleSetOutcome.Quiet;
    }

    public void OnReport(InstrumentId instrument, in ExecutionReport report) => _runs[instrument.Value]?.OnReport(in report);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It runs compiled, and compiled code keeps few values.</exception>
    public ObservedDecision? Observe(InstrumentId instrument) => _runs[instrument.Value]?.Observe();

    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section($"rule set {Id}");
        transfer.Part(Clauses);
        foreach (InstrumentRun? run in _runs) { run?.Transfer(transfer); }
    }

    // The run whose own bar it is; null when nobody decides at it.
    private InstrumentRun? Observe(in ClosedBar bar)
    {
        InstrumentRun? deciding = null;
        foreach (Route route in RoutesOf(in bar))
        {
            route.Run.Observe(route.Stream, in bar);
            if (route.Stream == 0) { deciding = route.Run; }
        }

        return deciding;
    }

    private Route[] RoutesOf(in ClosedBar bar)
    {
        int place = (bar.Bar.Spec.Value * _instrumentCount) + bar.Instrument.Value;
        return place < _routes.Length ? _routes[place] : [];
    }

    private static PositionSizer Sizer(RuleDocument document, RuleProgram program, Instrument instrument, InstrumentScale scale) => document.Grid is { } grid
        ? new PositionSizer(program.Root(RuleClause.GridSize)!, grid.SizeKind, instrument, scale)
        : new PositionSizer(program.Root(RuleClause.Size)!, document.Sizing!, document.Bar, instrument, scale);

    /// <summary>The instruments that a document trades, by number. Throws <see cref="ArgumentException"/> that names one that is unknown.</summary>
    public static IReadOnlyList<Instrument> UniverseOf(RuleDocument document, InstrumentTable instruments)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(instruments);
        if (document.Universe.IsEmpty) { return [.. instruments.All]; }
        return [.. document.Universe.Select(name => RouteTable.Find(name, instruments)).DistinctBy(instrument => instrument.Id).OrderBy(instrument => instrument.Id.Value)];
    }
}
