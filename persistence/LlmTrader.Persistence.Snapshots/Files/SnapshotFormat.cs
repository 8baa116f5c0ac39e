namespace LlmTrader.Persistence.Snapshots;

/// <summary>
/// A snapshot file is one LZ4 skippable frame with the header, and LZ4 frames whose contents, one behind the other, are the
/// state as MessagePack. So <c>lz4 -dc</c> prints it. All numbers of the header are little-endian.
/// </summary>
internal static class SnapshotFormat
{
    public const ushort Version = 2;

    /// <summary>The first version, which is still read: it lacks the last field of the header, and its events need not have been on the disk.</summary>
    public const ushort FirstVersion = 1;

    /// <summary>"LTSN".</summary>
    public const uint Magic = 0x4E53544C;

    /// <summary>The low four bits of the skippable frame's magic; the journal's blocks have 10.</summary>
    public const int SkippableKind = 11;

    public const int HashBytes = 32;
    public const int JournalIdBytes = 16;

    // Offsets in the header, which lies behind the 8 bytes of its skippable frame.
    public const int ChecksumOffset = 0;   // SHA-256 of every byte of the file behind it.
    public const int MagicOffset = 32;
    public const int VersionOffset = 36;
    public const int SequenceOffset = 40;
    public const int TimeOffset = 48;
    public const int StateHashOffset = 56;
    public const int ContentLengthOffset = 64;
    public const int EpochOffset = 72;
    public const int SemanticsOffset = 76;
    public const int ConfigurationHashOffset = 80;
    public const int ContentHashOffset = 112;
    public const int JournalIdOffset = 144;
    public const int BlockCrcOffset = 160;
    public const int HeaderBytes = 168;
    public const int FirstHeaderBytes = 160;

    /// <summary>Content of one LZ4 frame; the last has the rest.</summary>
    public const int PieceBytes = 4 << 20;

    /// <summary>A content beyond this is not believed.</summary>
    public const long MaxContentLength = 1L << 30;
}
