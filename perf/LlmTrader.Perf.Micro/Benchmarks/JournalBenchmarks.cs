using System.Text.Json;
using BenchmarkDotNet.Attributes;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Micro.Workloads;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Perf.Micro.Benchmarks;

/// <summary>
/// Events of a run into blocks and out of them: encoded, compressed, checksummed and chained as in every journal. Writing goes
/// to a file that forgets, so that no disk is measured.
/// </summary>
public class JournalBenchmarks : IDisposable
{
    private const int Events = 16_384;
    private const int Length = 16 * Events;
    private const int Batch = 64;

    private readonly string _path = Directory.CreateTempSubdirectory("llmtrader-micro-").FullName;
    private EngineEvent[] _events = [];
    private JournalWriter? _writer;
    private JournalHandler? _handler;
    private JournalDirectory? _written;
    private JournalReader? _reader;
    private EngineEvent _read;
    private long _sequence;

    [GlobalSetup]
    public void Write()
    {
        _events = TradedMarket.Record(Length);
        _written = NewDirectory("written");
        using (JournalWriter writer = new(_written, new JournalWriterOptions { Mode = JournalMode.Async, Preallocate = false }))
        {
            foreach (ref readonly EngineEvent e in _events.AsSpan()) { writer.Append(in e); }
            writer.Complete();
        }

        _writer = new JournalWriter(NewDirectory("forgotten"), new JournalWriterOptions { Mode = JournalMode.Async, CreateFile = static path => new ForgetfulFile(path), SegmentBytes = long.MaxValue });
        _handler = new JournalHandler(_writer, untilDurable: false);
        StartReading();
    }

    [IterationSetup]
    public void GoOnReading()
    {
        if (_reader!.NextSequence + Events > Length) { StartReading(); }
    }

    /// <summary>The journal's handler.</summary>
    [Benchmark(Description = "journal.append", OperationsPerInvoke = Events)]
    public long Append()
    {
        for (int i = 0; i < Events; i++)
        {
            ref EngineEvent e = ref _events[i];
            e.Sequence = _sequence;
            _handler!.OnEvent(ref e, _sequence++, endOfBatch: (i & (Batch - 1)) == Batch - 1);
        }

        return _handler!.Kept.Value;
    }

    /// <summary>The journal's reader, as a replay uses it.</summary>
    [Benchmark(Description = "journal.read", OperationsPerInvoke = Events)]
    public long Read()
    {
        for (int i = 0; i < Events; i++)
        {
            bool read = _reader!.TryRead(ref _read);
            Invariant.Holds(read);
        }

        return _read.Sequence;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _reader?.Dispose();
        _writer?.Dispose();
        Directory.Delete(_path, recursive: true);
        GC.SuppressFinalize(this);
    }

    // The first events open the segment and make room for the longest block.
    private void StartReading()
    {
        _reader?.Dispose();
        _reader = new JournalReader(_written!);
        for (int i = 0; i < Length / 2; i++) { _reader.TryRead(ref _read); }
    }

    private JournalDirectory NewDirectory(string name) => JournalDirectory.Create(Path.Combine(_path, name), new JournalManifest
    {
        ProgramVersion = "bench", JournalId = "bench", CreatedAt = default, Instruments = TradedMarket.Options.Instruments, BarSpecs = [],
        Configuration = JsonSerializer.SerializeToElement(new { benchmark = "journal" }),
    });

    private sealed class ForgetfulFile(string path) : IJournalFile
    {
        public string Path => path;

        public long Length { get; private set; }

        public void Write(ReadOnlySpan<byte> data) => Length += data.Length;

        public void SyncData()
        {
        }

        public void Preallocate(long length)
        {
        }

        public void Truncate(long length) => Length = length;

        public void Dispose()
        {
        }
    }
}
