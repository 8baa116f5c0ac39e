using System.Buffers.Binary;
using System.Text;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Snapshots;

/// <summary>What a snapshot is of.</summary>
public sealed record SnapshotHeader
{
    /// <summary>The last event that the state has seen; the tail begins with the next one.</summary>
    public required long Sequence { get; init; }

    /// <summary>Engine time of that event.</summary>
    public required Timestamp Time { get; init; }

    /// <summary>The StateHash behind that event, as a checkpoint there would tell it.</summary>
    public required ulong StateHash { get; init; }

    /// <summary>The journal's epoch at that event.</summary>
    public required int Epoch { get; init; }

    /// <summary>The rules under which the state came about; under others it means nothing.</summary>
    public required int EngineSemantics { get; init; }

    /// <summary>The journal's id.</summary>
    public required string JournalId { get; init; }

    /// <summary>The journal's configuration hash, 64 hex digits: the state fits objects that were made from that configuration.</summary>
    public required string ConfigurationHash { get; init; }

    /// <summary>SHA-256 of the content, 64 hex digits: of the full state, so that two machines can compare theirs.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Bytes of the content before compression.</summary>
    public required long ContentLength { get; init; }

    /// <summary>
    /// Checksum of the journal's block that holds <see cref="Sequence"/>: it ties the state to that block and all before it. Null in files
    /// of the first version.
    /// </summary>
    public required uint? BlockCrc32C { get; init; }

    internal void Write(Span<byte> header)
    {
        header.Clear();
        Invariant.Holds(BlockCrc32C is not null);    // The first version is read, not written.
        BinaryPrimitives.WriteUInt32LittleEndian(header[SnapshotFormat.BlockCrcOffset..], BlockCrc32C!.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(header[SnapshotFormat.MagicOffset..], SnapshotFormat.Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[SnapshotFormat.VersionOffset..], SnapshotFormat.Version);
        BinaryPrimitives.WriteInt64LittleEndian(header[SnapshotFormat.SequenceOffset..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(header[SnapshotFormat.TimeOffset..], Time.Nanoseconds);
        BinaryPrimitives.WriteUInt64LittleEndian(header[SnapshotFormat.StateHashOffset..], StateHash);
        BinaryPrimitives.WriteInt64LittleEndian(header[SnapshotFormat.ContentLengthOffset..], ContentLength);
        BinaryPrimitives.WriteInt32LittleEndian(header[SnapshotFormat.EpochOffset..], Epoch);
        BinaryPrimitives.WriteInt32LittleEndian(header[SnapshotFormat.SemanticsOffset..], EngineSemantics);
        Convert.FromHexString(ConfigurationHash).CopyTo(header[SnapshotFormat.ConfigurationHashOffset..]);
        Convert.FromHexString(ContentHash).CopyTo(header[SnapshotFormat.ContentHashOffset..]);
        Encoding.ASCII.GetBytes(JournalId, header.Slice(SnapshotFormat.JournalIdOffset, SnapshotFormat.JournalIdBytes));
    }

    internal static SnapshotHeader Read(ReadOnlySpan<byte> header) => new()
    {
        Sequence = BinaryPrimitives.ReadInt64LittleEndian(header[SnapshotFormat.SequenceOffset..]),
        Time = new Timestamp(BinaryPrimitives.ReadInt64LittleEndian(header[SnapshotFormat.TimeOffset..])),
        StateHash = BinaryPrimitives.ReadUInt64LittleEndian(header[SnapshotFormat.StateHashOffset..]),
        ContentLength = BinaryPrimitives.ReadInt64LittleEndian(header[SnapshotFormat.ContentLengthOffset..]),
        Epoch = BinaryPrimitives.ReadInt32LittleEndian(header[SnapshotFormat.EpochOffset..]),
        EngineSemantics = BinaryPrimitives.ReadInt32LittleEndian(header[SnapshotFormat.SemanticsOffset..]),
        ConfigurationHash = Convert.ToHexStringLower(header.Slice(SnapshotFormat.ConfigurationHashOffset, SnapshotFormat.HashBytes)),
        ContentHash = Convert.ToHexStringLower(header.Slice(SnapshotFormat.ContentHashOffset, SnapshotFormat.HashBytes)),
        JournalId = Encoding.ASCII.GetString(header.Slice(SnapshotFormat.JournalIdOffset, SnapshotFormat.JournalIdBytes)).TrimEnd('\0'),
        BlockCrc32C = header.Length > SnapshotFormat.FirstHeaderBytes ? BinaryPrimitives.ReadUInt32LittleEndian(header[SnapshotFormat.BlockCrcOffset..]) : null,
    };
}
