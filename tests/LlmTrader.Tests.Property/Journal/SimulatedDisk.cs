using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Tests.Property.Journal;

/// <summary>The machine stopped: nothing of the process goes on. Not an I/O error, so that nobody handles it.</summary>
internal sealed class PowerLossException : Exception;

/// <summary>What goes wrong with a simulated disk, and when. Counters run down with each operation; a negative one never comes.</summary>
internal sealed class DiskFaults
{
    /// <summary>Operations until the machine stops.</summary>
    public int PowerLossIn { get; set; } = -1;

    /// <summary>Syncs until one fails with EIO.</summary>
    public int FailedSyncIn { get; set; } = -1;

    /// <summary>Syncs until one answers well and has dropped sectors.</summary>
    public int LyingSyncIn { get; set; } = -1;

    /// <summary>Bytes until the disk is full.</summary>
    public long Room { get; set; } = long.MaxValue;

    /// <summary>Whether a part of a block that a full disk took can't be cut off again.</summary>
    public bool TruncateFails { get; set; }
}

/// <summary>
/// A disk of files as a crash sees it: a page cache that has every byte written, and a platter that has for certain what was
/// synced, and of the rest any sectors in any order.
/// </summary>
internal sealed class SimulatedDisk(Random random, DiskFaults faults)
{
    private readonly List<SimulatedFile> _files = [];

    public Random Random => random;

    public DiskFaults Faults => faults;

    /// <summary>Bytes that reach the platter or do not as one: small, so that blocks are torn in their middle too.</summary>
    public int SectorBytes { get; } = 32 << random.Next(5);

    /// <summary>Whether a sync lied: then what was acknowledged may be gone.</summary>
    public bool HasLied { get; set; }

    public IReadOnlyList<SimulatedFile> Files => _files;

    public IJournalFile Create(string path)
    {
        Tick();
        SimulatedFile file = new(this, path);
        _files.Add(file);
        return file;
    }

    /// <summary>Counts an operation; the machine may stop before it.</summary>
    public void Tick()
    {
        if (faults.PowerLossIn > 0 && --faults.PowerLossIn == 0) { throw new PowerLossException(); }
    }

    /// <summary>Puts what a reader will find after the crash into real files.</summary>
    /// <param name="isPowerLoss">Whether the cache is gone; it outlives the end of a process.</param>
    public void Crash(bool isPowerLoss)
    {
        double kept = random.Next(4) switch { 0 => 0, 1 => 1, _ => random.NextDouble() };    // Of the sectors that were not synced.
        foreach (SimulatedFile file in _files) { File.WriteAllBytes(file.Path, isPowerLoss ? file.AfterPowerLoss(kept) : file.Cache.ToArray()); }
    }
}

/// <summary>A file of a <see cref="SimulatedDisk"/>.</summary>
internal sealed class SimulatedFile(SimulatedDisk disk, string path) : IJournalFile
{
    private readonly MemoryStream _cache = new();
    private byte[] _platter = [];
    private bool _hasFailed;

    public string Path => path;

    public long Length => _cache.Length;

    /// <summary>Every byte written.</summary>
    public ReadOnlySpan<byte> Cache => _cache.GetBuffer().AsSpan(0, (int)_cache.Length);

    public void Write(ReadOnlySpan<byte> data)
    {
        int taken = (int)Math.Min(data.Length, disk.Faults.Room);
        if (disk.Faults.PowerLossIn == 1) { taken = disk.Random.Next(taken + 1); }    // In the middle of it.
        _cache.Write(data[..taken]);
        disk.Tick();
        disk.Faults.Room -= taken;
        if (taken < data.Length) { throw new JournalIOException(Errno.ENOSPC, "write", path); }
    }

    public void SyncData()
    {
        disk.Tick();
        if (_hasFailed) { throw new JournalIOException(Errno.EIO, "fdatasync after a failed sync", path); }
        bool isFailing = disk.Faults.FailedSyncIn > 0 && --disk.Faults.FailedSyncIn == 0;
        bool isLying = disk.Faults.LyingSyncIn > 0 && --disk.Faults.LyingSyncIn == 0;
        _platter = isFailing || isLying ? Mixed(_cache.Length, disk.Random.NextDouble()) : Cache.ToArray();
        disk.HasLied |= isLying;
        if (!isFailing) { return; }
        _hasFailed = true;
        throw new JournalIOException(Errno.EIO, "fdatasync", path);
    }

    public void Preallocate(long length) => disk.Tick();

    public void Truncate(long length)
    {
        disk.Tick();
        if (length < Length && disk.Faults.TruncateFails) { throw new JournalIOException(Errno.EIO, "ftruncate", path); }
        _cache.SetLength(length);
    }

    public void Dispose()
    {
    }

    public byte[] AfterPowerLoss(double kept)
    {
        long least = Math.Min(_platter.Length, Length);
        long most = Math.Max(_platter.Length, Length);
        long length = disk.Random.Next(3) switch { 0 => _platter.Length, 1 => Length, _ => disk.Random.NextInt64(least, most + 1) };
        return Mixed(length, kept);
    }

    // Each sector as it was synced, or as it was written later; a sector that was never written reads as zeros.
    private byte[] Mixed(long length, double kept)
    {
        byte[] mixed = new byte[length];
        for (int start = 0; start < mixed.Length; start += disk.SectorBytes)
        {
            ReadOnlySpan<byte> source = disk.Random.NextDouble() < kept ? Cache : _platter;
            if (start >= source.Length) { continue; }
            int count = Math.Min(Math.Min(disk.SectorBytes, source.Length - start), mixed.Length - start);
            source.Slice(start, count).CopyTo(mixed.AsSpan(start));
        }

        return mixed;
    }
}
