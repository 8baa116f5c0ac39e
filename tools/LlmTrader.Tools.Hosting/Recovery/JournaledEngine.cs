using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Persistence.Snapshots.Content;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Recovery;

/// <summary>
/// A live engine on its journal. Start and recovery are one path: lock, verdict on the journal, newest snapshot that can be used, the
/// events behind it, a new epoch. A journal without anything in it just begins.
/// </summary>
public sealed class JournaledEngine : IDisposable
{
    private readonly RecoveredJournal? _recovered;
    private readonly JournalWriter _journal;
    private readonly OutJournalWriter _outJournal;

    private JournaledEngine(JournaledRun run, RecoveredJournal? recovered, JournalWriter journal, OutJournalWriter outJournal, TradingEngine engine)
    {
        Directory = run.Directory;
        _recovered = recovered;
        _journal = journal;
        _outJournal = outJournal;
        Engine = engine;
    }

    /// <summary>Ready to be started: inboxes are added before.</summary>
    public TradingEngine Engine { get; }

    public JournalDirectory Directory { get; }

    /// <summary>The epoch that this engine writes.</summary>
    public int Epoch => _recovered?.Epoch.Epoch ?? Directory.Manifest.Epoch;

    /// <summary>What the journal looked like before the start; null when there was nothing in it.</summary>
    public RecoveryInspection? Found => _recovered?.Found;

    /// <summary>What the first event tells of the start; null in a journal's first epoch.</summary>
    public EpochReason? Cause => _recovered?.Cause;

    /// <summary>Where the recovery came to; null when there was nothing to recover.</summary>
    public RecoveryResult? Recovery { get; private init; }

    /// <summary>The snapshot that it began with; null when it began with the first event.</summary>
    public SnapshotHeader? Snapshot { get; private init; }

    /// <summary>Why newer snapshots were not taken.</summary>
    public IReadOnlyList<SnapshotDamagedException> PassedOver { get; private init; } = [];

    /// <summary>Up to here events are on the disk.</summary>
    public long DurableSequence => _journal.DurableSequence;

    /// <summary>Up to here events are as safe as the journal's mode makes them: written in mode async, where only a crash of the machine takes them back, on the disk in the others.</summary>
    public long CommittedSequence => _journal.CommittedSequence;

    /// <summary>Takes up the journal of a run that its manifest tells; throws as <see cref="JournaledRun.Open"/>, too.</summary>
    /// <inheritdoc cref="Open(JournaledRun, JournaledEngineOptions, IProgress{JournalProgress}?, CancellationToken)"/>
    public static JournaledEngine Open(string journal, JournaledEngineOptions options, IProgress<JournalProgress>? progress = null, CancellationToken cancel = default) =>
        Open(JournaledRun.Open(journal), options, progress, cancel);

    /// <summary>Takes a journal up, on the caller's thread, up to the point at which <see cref="Engine"/> can be started.</summary>
    /// <param name="run">The journal and its run; <see cref="JournalDirectory.Create"/> makes a new one.</param>
    /// <param name="options">How the engine runs.</param>
    /// <param name="progress">Told of bytes while the journal is judged.</param>
    /// <param name="cancel">Ends the replay of the events behind the snapshot.</param>
    /// <exception cref="RunException">What a start would need was pruned.</exception>
    /// <exception cref="JournalInUseException">Somebody writes this journal.</exception>
    /// <exception cref="JournalRecoveryException">It is damaged where it had been durable.</exception>
    /// <exception cref="JournalCorruptException">It is damaged behind the snapshot that was to be used.</exception>
    /// <exception cref="RecoveryDivergedException">The stages do something else than the journal says.</exception>
    public static JournaledEngine Open(JournaledRun run, JournaledEngineOptions options, IProgress<JournalProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<SnapshotWitness> witnesses = new SnapshotDirectory(run.Directory).Witnesses;
        if (witnesses.Count == 0 && IsEmpty(run.Directory)) { return Begin(run, options); }
        SnapshotChoice choice = new(run.Directory);
        RecoveryOptions recovery = new() { ProgramVersion = ProgramVersion.Text, OpenedAt = new SystemClock().Now, From = choice.NextSequence, Witnesses = witnesses };
        RecoveredJournal recovered = JournalRecovery.Open(run.Directory, recovery, progress);
        try
        {
            choice.Fit(recovered.Found);
            return Continue(run, options, recovered, choice, cancel);
        }
        catch
        {
            recovered.Dispose();
            throw;
        }
    }

    /// <summary>Stops clean, see <see cref="TradingEngine.Stop"/>: the journal gets its end mark.</summary>
    public HashCheckpoint Stop(TimeSpan timeout) => Engine.Stop(timeout);

    /// <summary>Ends the engine, and lets others write the journal. Without a stop before, the journal ends as in a crash.</summary>
    public void Dispose()
    {
        Engine.Dispose();
        _journal.Dispose();
        _outJournal.Dispose();
        _recovered?.Dispose();
    }

    private static bool IsEmpty(JournalDirectory directory) =>
        directory.Segments(StreamKind.In).Count == 0 && directory.Segments(StreamKind.Out).Count == 0 && !File.Exists(Path.Combine(directory.Path, JournalDirectory.EpochsName));

    private static JournaledEngine Begin(JournaledRun run, JournaledEngineOptions options)
    {
        JournalWriter journal = new(run.Directory, options.Writing);
        OutJournalWriter? outJournal = null;
        try
        {
            outJournal = new OutJournalWriter(run.Directory, options.Writing);
            return new JournaledEngine(run, null, journal, outJournal, EngineOf(run, options, journal, outJournal, run.Directory.Manifest.Epoch));
        }
        catch
        {
            outJournal?.Dispose();
            journal.Dispose();
            throw;
        }
    }

    private static JournaledEngine Continue(JournaledRun run, JournaledEngineOptions options, RecoveredJournal recovered, SnapshotChoice choice, CancellationToken cancel)
    {
        JournalWriter journal = new(recovered, options.Writing);
        OutJournalWriter? outJournal = null;
        TradingEngine? engine = null;
        try
        {
            outJournal = new OutJournalWriter(recovered, options.Writing);    // Drops the records that the stream has already.
            while (true)
            {
                engine = EngineOf(run, options, journal, outJournal, recovered.Epoch.Epoch);
                if (TryRecover(engine, recovered, choice, cancel) is { } result)
                {
                    return new JournaledEngine(run, recovered, journal, outJournal, engine) { Recovery = result, Snapshot = choice.Current?.Header, PassedOver = choice.PassedOver };
                }

                engine.Dispose();
            }
        }
        catch
        {
            engine?.Dispose();
            outJournal?.Dispose();
            journal.Dispose();
            throw;
        }
    }

    // Null when the snapshot's content is not this program's: then the stages are of no use, and the snapshot before it is next.
    private static RecoveryResult? TryRecover(TradingEngine engine, RecoveredJournal recovered, SnapshotChoice choice, CancellationToken cancel)
    {
        using JournalReader tail = TailBehind(recovered, choice);
        RecoverySource source = new()
        {
            Snapshot = choice.Current is null ? null : choice.Load(out _),
            Journal = tail,
            Epoch = new EpochStart { Epoch = recovered.Epoch.Epoch, Reason = recovered.Cause },
            OpenedAt = recovered.Epoch.OpenedAt,
        };
        try
        {
            RecoveryResult result = engine.Recover(source, cancel);
            Invariant.Holds(source.Snapshot is null or SnapshotLoader { IsAtEnd: true });
            Invariant.Holds(result.NextSequence == recovered.NextSequence);
            return result;
        }
        catch (SnapshotFormatException error)
        {
            choice.PassOver(error.Message);
            return null;
        }
    }

    private static JournalReader TailBehind(RecoveredJournal recovered, SnapshotChoice choice)
    {
        try
        {
            return new JournalReader(recovered.Directory, choice.NextSequence);
        }
        catch (Persistence.Journal.Retention.JournalPrunedException error)
        {
            throw new RunException($"'{recovered.Directory.Path}': {StartCheck.WhyNoSnapshot(error.Pruned.LastSequence, choice)}", error);
        }
    }

    private static TradingEngine EngineOf(JournaledRun run, JournaledEngineOptions options, JournalWriter journal, OutJournalWriter outJournal, int epoch) =>
        new(run.Options, options.Threading, new EnginePorts
        {
            RuleSet = run.CreateRuleSet(),
            RuleSetCompiler = run.CreateCompiler(),
            Journal = journal,
            OutJournal = outJournal,
            Clock = options.Clock,
            WallClock = options.WallClock,
            Probe = options.Probe,
            Gateway = options.CreateGateway?.Invoke(run.Directory.Manifest, epoch),
            UntilDurable = options.Writing.Mode != JournalMode.Async,
        });
}
