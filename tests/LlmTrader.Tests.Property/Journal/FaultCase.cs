using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Journal.Retention;
using Microsoft.Win32.SafeHandles;

namespace LlmTrader.Tests.Property.Journal;

/// <summary>
/// One journal's life under a seed: written, crashed, judged, recovered and continued up to three times, then completed and
/// read. Every number that decides comes from the seed.
/// </summary>
internal sealed class FaultCase : IDisposable
{
    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private readonly int _seed;
    private readonly Random _random;
    private readonly string _path;
    private readonly PlainJudge _in = new(StreamKind.In);
    private readonly PlainJudge _out = new(StreamKind.Out);
    private readonly List<long> _events = [];    // What each sequence holds: the generation that wrote it.
    private readonly List<int> _epochs = [0];    // Of each generation.
    private readonly List<SnapshotWitness> _witnesses = [];
    private readonly Random _beside;    // Its own, so that the seeds that failed without it still mean the same.
    private readonly bool _hasBeside;
    private readonly bool _hasOut;
    private readonly JournalWriterOptions _options;
    private long _durable = -1;
    private bool _isHonest = true;    // No bit was flipped and no sync has lied.
    private int _generation;

    /// <param name="seed">Of everything.</param>
    /// <param name="hasBeside">Whether snapshots are made, <c>in</c> is cut between blocks, and <c>pruned.json</c> is lost.</param>
    public FaultCase(int seed, bool hasBeside = true)
    {
        _hasBeside = hasBeside;
        _seed = seed;
        _random = new Random(seed);
        _beside = new Random(~seed);
        _path = Path.Combine(Root, $"llmtrader-fault-{Environment.ProcessId}-{seed}");
        _hasOut = _random.Next(3) == 0;
        _options = new JournalWriterOptions
        {
            Mode = (JournalMode)_random.Next(3),
            BlockBytes = 4096,
            SegmentBytes = 1024 << _random.Next(4),
            Preallocate = _random.Next(2) == 0,
            WriteDelay = TimeSpan.Zero,
            GroupCommitDelay = _random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(_random.Next(1, 200)),
            GroupCommitBytes = 1 << _random.Next(6, 14),
            OverlapBytes = int.MaxValue,    // One thread, so that a seed says what happens; OverlapCase has two.
            Clock = new StepClock(),
        };
    }

    /// <summary>The verdict of each crash.</summary>
    public List<RecoveryVerdict> Verdicts { get; } = [];

    /// <summary>How often only the end mark of <c>out</c>, a snapshot, or the first block behind a lost <c>pruned.json</c> told that something is gone.</summary>
    public (int OutEnd, int Snapshot, int Pruned) Told { get; private set; }

    public void Run()
    {
        JournalDirectory.Create(_path, Manifest());
        int crashes = _random.Next(1, 4);
        RecoveredJournal? recovered = null;
        for (int i = 0; i < crashes; i++)
        {
            WriteAndCrash(recovered);
            recovered?.Dispose();
            if (!TryRecover(out recovered)) { return; }
        }

        Finish(recovered!);
        recovered!.Dispose();
        if (_hasBeside) { LosePruning(); }
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);

    private void WriteAndCrash(RecoveredJournal? recovered)
    {
        SimulatedDisk disk = new(_random, Faults());
        JournalWriterOptions options = _options with { CreateFile = disk.Create };
        JournalDirectory directory = JournalDirectory.Open(_path);
        _generation++;
        _epochs.Add(recovered?.Epoch.Epoch ?? 1);
        using (JournalWriter writer = recovered is null ? new(directory, options) : new(recovered, options))
        using (OutJournalWriter? output = !_hasOut ? null : recovered is null ? new(directory, options) : new(recovered, options))
        {
            try { Write(writer, output, Math.Max(_random.Next(150), recovered is null ? 0 : 1), isLast: false); }    // An engine tells of each start.
            catch (PowerLossException) { }
            catch (JournalIOException) { }    // Full, or a failed sync: the engine stops.
            _durable = Math.Max(_durable, writer.DurableSequence);
        }

        if (_hasBeside && _durable >= 0 && _beside.Next(3) == 0) { MakeSnapshot(_beside.NextInt64(_durable + 1)); }
        foreach (SimulatedFile file in disk.Files)
        {
            PlainJudge judge = Path.GetFileName(Path.GetDirectoryName(file.Path)) == "in" ? _in : _out;
            judge.Wrote(JournalDirectory.FirstSequenceOf(file.Path), file.Cache);
        }

        disk.Crash(isPowerLoss: _random.Next(10) < 7);
        _isHonest &= !disk.HasLied;
        if (_random.Next(4) == 0) { FlipBits(); }
        if (_hasBeside && _beside.Next(3) == 0) { CutIn(directory); }
    }

    // Its content is nobody's business here; a real one is made of synced events only.
    private void MakeSnapshot(long sequence)
    {
        string directory = Path.Combine(_path, "snapshots");
        Directory.CreateDirectory(directory);
        SnapshotWitness made = new(Path.Combine(directory, $"{sequence:D20}.snap"), sequence, _epochs[(int)_events[(int)sequence]]);
        if (_witnesses.Contains(made)) { return; }
        File.WriteAllText(made.Path, "a state");
        _witnesses.Add(made);
    }

    // Between two blocks, or all of the last segment: no block of in tells of it.
    private void CutIn(JournalDirectory directory)
    {
        IReadOnlyList<string> segments = directory.Segments(StreamKind.In);
        if (segments.Count == 0) { return; }
        _isHonest = false;
        byte[] bytes = File.ReadAllBytes(segments[^1]);
        List<int> starts = [];
        for (int start = 0; bytes.Length - start > 72 && MemoryMarshal.Read<JournalBlockHeader>(bytes.AsSpan(start + 8)).LengthBytes is > 72 and var length; start += length) { starts.Add(start); }
        if (starts.Count == 0 || _beside.Next(3) == 0) { File.Delete(segments[^1]); }
        else { File.WriteAllBytes(segments[^1], bytes[..starts[_beside.Next(starts.Count)]]); }
    }

    private void Write(JournalWriter writer, OutJournalWriter? output, int count, bool isLast)
    {
        if (output is not null)
        {
            for (int i = 0; i < _events.Count; i++) { Append(output, i); }    // The replay.
        }

        for (int i = 0; i < count; i++)
        {
            EngineEvent e = Event(_events.Count, _generation);
            writer.Append(in e);
            _events.Add(_generation);
            if (output is not null) { Append(output, _events.Count - 1); }
            if (_random.Next(6) > 0) { continue; }
            writer.EndOfBatch();
            output?.EndOfBatch();
        }

        if (!isLast && _random.Next(4) > 0) { return; }
        writer.Complete();
        output?.Complete();
    }

    private bool TryRecover(out RecoveredJournal? recovered)
    {
        recovered = null;
        JournalDirectory directory;
        try
        {
            directory = _random.Next(3) == 0 ? JournalDirectory.Open(_path, new ShortReads(_random)) : JournalDirectory.Open(_path);
        }
        catch (JournalFormatException)
        {
            Check(!_isHonest, "the manifest can't be read.");
            return false;    // Found, and it names file and field; from a backup it goes on.
        }

        RecoveryInspection found = JournalRecovery.Inspect(directory, witnesses: _witnesses);
        Verdicts.Add(found.Verdict);
        Compare(directory, found);
        Check(!_isHonest || found.Verdict != RecoveryVerdict.Corruption, $"a crash alone gives {found}");
        RecoveryOptions options = new() { ProgramVersion = "test", OpenedAt = new Timestamp(_generation), EngineSemantics = found.EngineSemantics, Witnesses = [.. _witnesses] };
        if (found.Verdict == RecoveryVerdict.Corruption)
        {
            long before = Bytes();
            Throws<JournalRecoveryException>(() => JournalRecovery.Open(directory, options));
            Check(before == Bytes(), "a refused recovery changed a file.");
            options = options with { AcceptLoss = true };
        }
        else
        {
            Check(found.In.LastSequence >= found.In.KnownDurable, $"dropped below a watermark: {found}");
            Check(!_isHonest || found.In.LastSequence >= _durable, $"sequence {_durable} was acknowledged as durable and is gone: {found}");
        }

        long bytes = SegmentBytes();
        recovered = JournalRecovery.Open(directory, options);
        Check(bytes == SegmentBytes(), "a recovery lost bytes.");
        _events.RemoveRange((int)recovered.NextSequence, _events.Count - (int)recovered.NextSequence);
        _durable = recovered.NextSequence - 1;
        _isHonest = true;
        CheckSnapshots(recovered);
        _in.Restart(directory);
        _out.Restart(directory);
        AssertReads(directory);
        return true;
    }

    private void Compare(JournalDirectory directory, RecoveryInspection found)
    {
        long epochFirst = found.Epochs.Count == 0 ? 0 : found.Epochs[^1].FirstSequence;
        (RecoveryVerdict verdict, long last, long known) = _in.Judge(directory, epochFirst);
        (RecoveryVerdict outVerdict, long outLast, _) = _out.Judge(directory, 0);
        int epoch = found.Epochs.Count == 0 ? 1 : found.Epochs[^1].Epoch;
        long snapshot = _witnesses.Where(witness => witness.Sequence > last && witness.Epoch == EpochAt(found, witness.Sequence)).Select(witness => witness.Sequence).DefaultIfEmpty(-1).Max();
        bool isOutEnded = _out.CompletedEpoch == epoch && !(verdict == RecoveryVerdict.Clean && _in.CompletedEpoch == epoch);
        if (snapshot >= 0 || isOutEnded)
        {
            if (verdict < RecoveryVerdict.Corruption) { Told = snapshot >= 0 ? Told with { Snapshot = Told.Snapshot + 1 } : Told with { OutEnd = Told.OutEnd + 1 }; }
            (verdict, known) = (RecoveryVerdict.Corruption, Math.Max(known, Math.Max(snapshot, outLast)));
        }

        Check((verdict, last, known) == (found.In.Verdict, found.In.LastSequence, found.In.KnownDurable), $"in ought to be {verdict}, last {last}, durable {known}; {found.In}, durable {found.In.KnownDurable}");
        Check(outVerdict == found.Out.Verdict, $"out ought to be {outVerdict}; {found.Out}");
        Check(found.Out.LastSequence == Math.Min(outLast, last), $"out ought to stay up to {Math.Min(outLast, last)}; {found.Out}");
        Check(found.Out.Ahead == Math.Max(0, outLast - last), $"out ought to be ahead by {outLast - last}; {found.Out}");    // One record of each event.
        Check(found.EpochDamage is null || !_isHonest, found.EpochDamage ?? "");
    }

    private static int EpochAt(RecoveryInspection found, long sequence) => found.Epochs.LastOrDefault(epoch => epoch.FirstSequence <= sequence)?.Epoch ?? 1;

    // Those of events that are gone lie aside, all others where they were.
    private void CheckSnapshots(RecoveredJournal recovered)
    {
        foreach (SnapshotWitness snapshot in _witnesses)
        {
            bool isGone = snapshot.Sequence >= recovered.NextSequence;
            Check(File.Exists(snapshot.Path) != isGone, $"the snapshot of sequence {snapshot.Sequence} {(isGone ? "stayed" : "went")}; the journal goes on at {recovered.NextSequence}.");
            Check(!isGone || File.Exists(Path.Combine(recovered.DroppedPath!, "snapshots", Path.GetFileName(snapshot.Path))), $"the snapshot of sequence {snapshot.Sequence} is gone.");
        }

        _witnesses.RemoveAll(snapshot => snapshot.Sequence >= recovered.NextSequence);
    }

    // The front of a whole journal is pruned, and the record of it goes, or is nothing any more.
    private void LosePruning()
    {
        JournalDirectory directory = JournalDirectory.Open(_path);
        MakeSnapshot(_beside.NextInt64(_events.Count));
        JournalPruner pruner = new(directory, directory.SnapshotFiles.Min(file => file.Sequence), TimeSpan.Zero);
        pruner.Plan();
        if (pruner.Run() == 0 || PruneRecord.Read(directory) is not { In: { } before }) { return; }
        string path = Path.Combine(_path, PruneRecord.FileName);
        if (_beside.Next(2) == 0) { File.Delete(path); } else { File.WriteAllText(path, "{"); }
        RecoveryInspection found = JournalRecovery.Inspect(directory, witnesses: _witnesses);
        Check(found is { IsPruningAlone: true, In.Verdict: RecoveryVerdict.Clean } && found.In.LastSequence == _events.Count - 1, $"pruned.json alone is gone, and it says {found}");
        Check(!_hasOut || (found.Out.Verdict == RecoveryVerdict.Clean && found.Out.LastSequence == _events.Count - 1), $"pruned.json alone is gone, and it says {found}");
        RecoveryOptions options = new() { ProgramVersion = "test", OpenedAt = new Timestamp(_generation), EngineSemantics = found.EngineSemantics, Witnesses = [.. _witnesses] };
        Throws<JournalRecoveryException>(() => JournalRecovery.Open(directory, options));
        long bytes = SegmentBytes();
        JournalRecovery.Open(directory, options with { RebuildPruning = true }).Dispose();
        Check(bytes == SegmentBytes(), "writing pruned.json anew lost bytes.");
        PrunedPart after = PruneRecord.Read(directory).In!;
        Check((before.FirstKept, before.LastSequence, before.LastCrc32C) == (after.FirstKept, after.LastSequence, after.LastCrc32C), $"pruned.json said {before}, now {after}");
        using JournalReader reader = new(directory, after.FirstKept);
        EngineEvent e = default;
        for (long sequence = after.FirstKept; sequence < _events.Count; sequence++) { Check(reader.TryRead(ref e) && e.Sequence == sequence, $"sequence {sequence} can't be read."); }
        Told = Told with { Pruned = Told.Pruned + 1 };
    }

    private void Finish(RecoveredJournal recovered)
    {
        _generation++;
        _epochs.Add(recovered.Epoch.Epoch);
        using (JournalWriter writer = new(recovered, _options with { CreateFile = JournalFile.CreateNew }))
        using (OutJournalWriter? output = _hasOut ? new(recovered, _options with { CreateFile = JournalFile.CreateNew }) : null)
        {
            Write(writer, output, _random.Next(1, 30), isLast: true);
        }

        Check(AssertReads(recovered.Directory) == JournalEnd.Complete, "the last run was completed.");
        JournalVerification verification = JournalInspector.Verify(recovered.Directory);
        Check(verification.Findings.All(finding => finding.Stream == StreamKind.Out && !_hasOut), string.Join(' ', verification.Findings));
        if (_hasOut) { AssertReadsOut(recovered.Directory); }
    }

    private JournalEnd AssertReads(JournalDirectory directory)
    {
        using JournalReader reader = new(directory);
        EngineEvent e = default;
        int count = 0;
        for (; reader.TryRead(ref e); count++)
        {
            EngineEvent expected = count < _events.Count ? Event(count, (int)_events[count]) : default;
            Check((expected.Sequence, expected.Trade.TradeId, expected.Trade.Price) == (e.Sequence, e.Trade.TradeId, e.Trade.Price), $"event {count} is {EventJson.ToText(in e)}");
        }

        Check(count == _events.Count, $"{count} events are there, {_events.Count} ought to be.");
        Check(reader.End != JournalEnd.Torn, "the tail was cut, and yet it is torn.");
        return reader.End;
    }

    private void AssertReadsOut(JournalDirectory directory)
    {
        using OutJournalReader reader = new(directory);
        OutRecord record = default;
        for (int i = 0; i < _events.Count; i++)
        {
            Check(reader.TryRead(ref record) && record.Sequence == i && record.Equity.EquityRaw == _events[i], $"out record {i} is {EventJson.ToText(in record)}");
        }

        Check(!reader.TryRead(ref record), "out holds too much.");
    }

    private DiskFaults Faults()
    {
        DiskFaults faults = new() { PowerLossIn = _random.Next(3) > 0 ? _random.Next(1, 120) : -1 };
        switch (_random.Next(6))
        {
            case 0: faults.FailedSyncIn = _random.Next(1, 20); break;
            case 1: faults.LyingSyncIn = _random.Next(1, 20); break;
            case 2:
                faults.Room = _random.Next(8000);
                faults.TruncateFails = _random.Next(2) == 0;
                break;
            default: break;
        }

        return faults;
    }

    private void FlipBits()
    {
        string[] files = [.. Directory.GetFiles(_path, "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains(JournalDirectory.DroppedName, StringComparison.Ordinal) && Path.GetExtension(file) != JournalDirectory.SnapshotExtension && Path.GetFileName(file) != JournalLock.FileName && new FileInfo(file).Length > 0)
            .Order(StringComparer.Ordinal)];
        string file = files[_random.Next(files.Length)];
        byte[] bytes = File.ReadAllBytes(file);
        for (int flips = _random.Next(1, 4); flips > 0; flips--) { bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8)); }
        File.WriteAllBytes(file, bytes);
        _isHonest = false;
    }

    private static EngineEvent Event(long sequence, int generation) => new()
    {
        Sequence = sequence,
        Time = new Timestamp(1_700_000_000_000_000_000 + (sequence * 1_000_003)),
        Kind = EventKind.Trade,
        Trade = new TradeTick { TradeId = unchecked(sequence * 0x1E3779B97F4A7C15) ^ generation, Price = new Price(sequence + (1000 * generation)), Quantity = new Quantity(5) },
    };

    private void Append(OutJournalWriter output, int sequence)
    {
        OutRecord record = new() { Sequence = sequence, Kind = OutKind.Equity, Instrument = InstrumentId.None, Equity = new EquityUpdate { EquityRaw = _events[sequence] } };
        output.Append(in record);
    }

    private long Bytes() => Directory.GetFiles(_path, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != JournalLock.FileName).Sum(file => new FileInfo(file).Length);

    private long SegmentBytes() => Directory.GetFiles(_path, "*.seg", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);

    private void Check(bool condition, string what)
    {
        if (!condition) { throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"seed {_seed}, generation {_generation} (again: LLMTRADER_FAULT_SEED={_seed}): {what}")); }
    }

    private void Throws<T>(Action action)
        where T : Exception
    {
        try { action(); }
        catch (T) { return; }
        Check(false, $"{typeof(T).Name} was expected.");
    }

    private static JournalManifest Manifest() => new()
    {
        ProgramVersion = "test",
        JournalId = "fault",
        CreatedAt = new Timestamp(1),
        Instruments = new InstrumentTable([]),
        BarSpecs = [],
        Configuration = JsonDocument.Parse("{}").RootElement,
    };

    /// <summary>Goes on by a microsecond whenever it is asked, so that delays end at places that the seed fixes.</summary>
    private sealed class StepClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => _ticks++;
    }

    /// <summary>Reads that return fewer bytes than asked for.</summary>
    private sealed class ShortReads(Random random) : SegmentReads
    {
        public override int Read(SafeFileHandle file, Span<byte> into, long offset) =>
            base.Read(file, into.IsEmpty ? into : into[..random.Next(1, Math.Min(into.Length, 700) + 1)], offset);
    }
}
