using System.Runtime.InteropServices;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Tests.Property.Journal;

/// <summary>
/// A disk that one thread writes while another one syncs. A sync makes durable what was written when it began, and nothing
/// behind it; it takes its time, fails, or finds the disk full, as the seed has it.
/// </summary>
internal sealed class ConcurrentDisk
{
    private readonly object _gate = new();
    private readonly Random _random;
    private readonly List<ConcurrentFile> _files = [];
    private readonly int _slowness;
    private int _failedSyncIn;
    private long _room;

    public ConcurrentDisk(int seed)
    {
        _random = new Random(seed);
        _slowness = _random.Next(4);
        _failedSyncIn = _random.Next(4) == 0 ? _random.Next(1, 12) : -1;
        _room = _random.Next(4) == 0 ? _random.Next(60_000) : long.MaxValue;
    }

    /// <summary>Whether a sync has failed.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>The last sequence that a sync has covered which came to a good end.</summary>
    public long Covered { get; private set; } = -1;

    /// <summary>Blocks that were written to the end, and syncs that began.</summary>
    public (int Writes, int Syncs) Operations { get; private set; }

    public IJournalFile Create(string path)
    {
        lock (_gate)
        {
            ConcurrentFile file = new(this, path);
            _files.Add(file);
            return file;
        }
    }

    /// <summary>Somebody has removed other files.</summary>
    public void MakeRoom()
    {
        lock (_gate) { _room = long.MaxValue; }
    }

    /// <summary>What the disk would hold if the machine stopped now: for certain what was synced, and by chance some of what is only in the cache.</summary>
    /// <param name="random">The chance.</param>
    public Dictionary<string, byte[]> AfterPowerLoss(Random random)
    {
        lock (_gate)
        {
            bool takesCache = random.Next(3) > 0;
            return _files.ToDictionary(file => Path.GetFileName(file.Path), file => file.Cache[..(takesCache ? random.Next(file.Synced, file.Cache.Length + 1) : file.Synced)].ToArray());
        }
    }

    private sealed class ConcurrentFile(ConcurrentDisk disk, string path) : IJournalFile
    {
        private readonly MemoryStream _cache = new();
        private long _lastSequence = -1;
        private int _length;

        public string Path => path;

        public long Length => Volatile.Read(ref _length);

        public ReadOnlySpan<byte> Cache => _cache.GetBuffer().AsSpan(0, _length);

        public int Synced { get; private set; }

        public void Write(ReadOnlySpan<byte> data)
        {
            lock (disk._gate)
            {
                if (disk.HasFailed) { throw new JournalIOException(Errno.EIO, "write after a failed sync", path); }
                int taken = (int)Math.Min(data.Length, disk._room);
                _cache.Write(data[..taken]);
                _length += taken;
                disk._room -= taken;
                if (taken < data.Length) { throw new JournalIOException(Errno.ENOSPC, "write", path); }
                _lastSequence = MemoryMarshal.Read<JournalBlockHeader>(data[JournalBlockHeader.Offset..]).LastSequence;
                disk.Operations = disk.Operations with { Writes = disk.Operations.Writes + 1 };
            }
        }

        public void SyncData()
        {
            int covers;
            long sequence;
            bool fails;
            int pause;
            lock (disk._gate)
            {
                if (disk.HasFailed) { throw new JournalIOException(Errno.EIO, "fdatasync after a failed sync", path); }
                (covers, sequence) = (_length, _lastSequence);
                fails = disk._failedSyncIn > 0 && --disk._failedSyncIn == 0;
                pause = disk._random.Next(10) > 0 ? disk._slowness * disk._random.Next(60) : 1000;
                disk.Operations = disk.Operations with { Syncs = disk.Operations.Syncs + 1 };
            }

            for (int i = 0; i < pause; i++)
            {
                if (i % 50 == 49) { Thread.Yield(); } else { Thread.SpinWait(20); }
            }

            lock (disk._gate)
            {
                disk.HasFailed |= fails;
                if (fails) { throw new JournalIOException(Errno.EIO, "fdatasync", path); }
                Synced = Math.Max(Synced, Math.Min(covers, _length));
                disk.Covered = Math.Max(disk.Covered, sequence);
            }
        }

        public void Preallocate(long length)
        {
        }

        public void Truncate(long length)
        {
            lock (disk._gate)
            {
                _cache.SetLength(length);
                _length = (int)length;
                Synced = Math.Min(Synced, _length);    // A part of a block that found no room may have been synced before it was cut off.
            }
        }

        public void Dispose()
        {
        }
    }
}
