using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Persistence.Snapshots.Content;

namespace LlmTrader.Tools.Hosting.Recovery;

/// <summary>
/// Makes snapshots of a journal by replaying it, beside the engine that writes it and in another process: it reads what is durable,
/// takes no lock, and its garbage stops nobody. Where the replay does something else than the journal says there is no snapshot.
/// </summary>
public sealed class JournalSnapshotter
{
    private const int EventsPerCheck = 1 << 14;

    // Between two looks at the wish to stop, while nothing comes.
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(100);

    private readonly JournaledRun _run;
    private readonly SnapshotterOptions _options;
    private readonly SnapshotDirectory _directory;
    private readonly List<MadeSnapshot> _made = [];
    private int _removed;
    private long _done;
    private long _all;

    /// <summary>Opens a journal; throws as <see cref="JournaledRun.Open"/>.</summary>
    public JournalSnapshotter(string journal, SnapshotterOptions options)
        : this(JournaledRun.Open(journal), options)
    {
    }

    /// <summary>Of a run that is open.</summary>
    public JournalSnapshotter(JournaledRun run, SnapshotterOptions options)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Every);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Every, SnapshotterOptions.MostEvents);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Keep);
        _run = run;
        _options = options;
        _directory = new SnapshotDirectory(_run.Directory);
    }

    /// <summary>Sequences that the replay has come to, and those that are durable; another thread may ask, for a progress line.</summary>
    public (long Done, long All) Progress => (Volatile.Read(ref _done), Volatile.Read(ref _all));

    /// <summary>Replays from the newest usable snapshot on and makes the next ones.</summary>
    /// <param name="onMade">Hears of each.</param>
    /// <param name="cancel">Ends it; snapshots that were made stay.</param>
    /// <exception cref="Persistence.Journal.Retention.JournalPrunedException">There is no usable snapshot, and the first events were pruned.</exception>
    /// <exception cref="JournalCorruptException">The journal is damaged where it had been durable.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public SnapshotReport Run(Action<MadeSnapshot>? onMade = null, CancellationToken cancel = default)
    {
        SnapshotChoice choice = new(_run.Directory);
        while (true)
        {
            if (choice.TryReplay(_run, out DerivedEnd derived) is not { } replay) { continue; }
            using JournalFollower follower = new(_run.Directory, new FollowerOptions { From = choice.NextSequence });
            using Followed journal = new(follower);
            if (!IsBehind(follower, journal, choice)) { continue; }
            Follow(replay, derived, follower, journal, onMade, cancel);
            return new SnapshotReport
            {
                Journal = _run.Directory.Path,
                Base = choice.Current?.Header,
                PassedOver = choice.PassedOver,
                Replayed = replay.NextSequence - choice.NextSequence,
                Made = _made,
                Removed = _removed,
                Divergence = replay.Divergence,
            };
        }
    }

    // A snapshot beyond what is durable knows what the journal doesn't.
    private static bool IsBehind(JournalFollower follower, Followed journal, SnapshotChoice choice)
    {
        if (choice.Current is null || journal.TryPeek() || follower.DurableSequence >= choice.NextSequence - 1) { return true; }
        choice.PassOver($"it is of sequence {choice.NextSequence - 1}, the journal is durable up to {follower.DurableSequence}.");
        return false;
    }

    private void Follow(InlineReplay replay, DerivedEnd derived, JournalFollower follower, Followed journal, Action<MadeSnapshot>? onMade, CancellationToken cancel)
    {
        long saved = replay.NextSequence;
        while (true)
        {
            if (replay.TryStep(journal))
            {
                if (replay.Divergence is not null) { return; }
                if (replay.NextSequence - saved >= _options.Every && _options.Follow) { Save(); }
                if (replay.NextSequence % EventsPerCheck == 0) { Check(); }
                continue;
            }

            Check();
            if (!_options.Follow || follower.IsAtEnd) { break; }
            follower.Wait(Nap, cancel);
        }

        if (replay.NextSequence > saved) { Save(); }

        void Check()
        {
            cancel.ThrowIfCancellationRequested();
            Volatile.Write(ref _all, follower.DurableSequence + 1);
            Volatile.Write(ref _done, replay.NextSequence);
        }

        void Save()
        {
            MadeSnapshot made = Make(replay, derived);
            saved = replay.NextSequence;
            _made.Add(made);
            if (SnapshotRetention.NewestThatCarries(_run.Directory) == made.Header.Sequence) { _removed += _directory.Prune(_options.Keep); }   // Else an older one may be needed.
            onMade?.Invoke(made);
        }
    }

    private MadeSnapshot Make(InlineReplay replay, DerivedEnd derived)
    {
        SnapshotSaver saver = new();
        derived.Transfer(saver);
        replay.Transfer(saver);
        JournalManifest manifest = _run.Directory.Manifest;
        long sequence = replay.NextSequence - 1;
        ChainLink block = JournalChain.Find(_run.Directory, sequence) ?? throw new JournalIOException(Errno.EIO, "finding the block of the last event that was replayed", _run.Directory.StreamPath(StreamKind.In));
        SnapshotRetention.Settle(block.Segment);   // A snapshot testifies that its events were on the disk: in mode async, and behind a crash, a follower gets what is only written.
        SnapshotHeader header = new()
        {
            Sequence = sequence,
            Time = replay.Now,
            StateHash = replay.Stages.Hash.Combine(),
            Epoch = block.Epoch,
            BlockCrc32C = block.Crc32C,
            EngineSemantics = manifest.EngineSemantics,
            JournalId = manifest.JournalId,
            ConfigurationHash = manifest.ConfigurationHash,
            ContentHash = SnapshotFile.HashOf(saver.Content),
            ContentLength = saver.Content.Length,
        };
        string path = _directory.Save(header, saver.Content);
        return new MadeSnapshot(path, header, new FileInfo(path).Length);
    }

    /// <summary>The durable events, the first of which may be looked at beforehand.</summary>
    private sealed class Followed(JournalFollower follower) : IJournalReader
    {
        private EngineEvent _first;
        private bool _hasFirst;

        public bool TryPeek() => _hasFirst = follower.TryRead(ref _first);

        public bool TryRead(ref EngineEvent next)
        {
            if (!_hasFirst) { return follower.TryRead(ref next); }
            next = _first;
            _hasFirst = false;
            return true;
        }

        public void Dispose()
        {
        }
    }
}
