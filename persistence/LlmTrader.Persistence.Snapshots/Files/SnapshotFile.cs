using System.Buffers.Binary;
using System.Security.Cryptography;
using LlmTrader.Persistence.Journal.Codec;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Snapshots;

/// <summary>Writes and reads one snapshot. A file is there whole or not at all, and every byte of it is checked.</summary>
public static class SnapshotFile
{
    private const int Start = Lz4SkippableFrame.HeaderLength;
    private const int FramesStart = Start + SnapshotFormat.HeaderBytes;

    /// <summary>The hash that <see cref="SnapshotHeader.ContentHash"/> holds.</summary>
    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Writes the file, durably. One of the same name is replaced.</summary>
    /// <exception cref="JournalIOException">The disk refuses.</exception>
    public static void Write(string path, SnapshotHeader header, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(header);
        DurableFile.Write(path, Encode(header, content));
    }

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its content, decompressed.</param>
    /// <exception cref="JournalIOException">It can't be read.</exception>
    /// <exception cref="SnapshotDamagedException">It is no snapshot of this format, cut short, or not what was written.</exception>
    public static SnapshotHeader Read(string path, out ReadOnlyMemory<byte> content)
    {
        byte[] bytes = DurableFile.Read(path);
        SnapshotHeader header = Check(path, bytes, out int framesStart);
        content = Decompress(path, bytes.AsSpan(framesStart), header);
        return header;
    }

    private static byte[] Encode(SnapshotHeader header, ReadOnlySpan<byte> content)
    {
        Lz4FrameEncoder encoder = new(new Lz4FrameOptions());
        using MemoryStream frames = new();
        byte[] frame = new byte[encoder.CompressBound(SnapshotFormat.PieceBytes)];
        for (int offset = 0; offset < content.Length; offset += SnapshotFormat.PieceBytes)
        {
            ReadOnlySpan<byte> piece = content.Slice(offset, Math.Min(SnapshotFormat.PieceBytes, content.Length - offset));
            frames.Write(frame, 0, encoder.Compress(piece, frame));
        }

        byte[] bytes = new byte[FramesStart + frames.Length];
        Lz4SkippableFrame.WriteHeader(bytes, SnapshotFormat.SkippableKind, SnapshotFormat.HeaderBytes);
        header.Write(bytes.AsSpan(Start, SnapshotFormat.HeaderBytes));
        frames.GetBuffer().AsSpan(0, (int)frames.Length).CopyTo(bytes.AsSpan(FramesStart));
        SHA256.HashData(bytes.AsSpan(Start + SnapshotFormat.HashBytes), bytes.AsSpan(Start + SnapshotFormat.ChecksumOffset));
        return bytes;
    }

    private static SnapshotHeader Check(string path, byte[] bytes, out int framesStart)
    {
        framesStart = Start + SnapshotFormat.FirstHeaderBytes;
        if (bytes.Length < framesStart) { throw new SnapshotDamagedException(path, $"it has {bytes.Length} bytes, its header alone has {framesStart}."); }
        bool isOurs = Lz4SkippableFrame.TryReadHeader(bytes, out int kind, out long length) && kind == SnapshotFormat.SkippableKind
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(Start + SnapshotFormat.MagicOffset)) == SnapshotFormat.Magic;
        if (!isOurs) { throw new SnapshotDamagedException(path, "it does not begin as a snapshot does."); }
        Span<byte> checksum = stackalloc byte[SnapshotFormat.HashBytes];
        SHA256.HashData(bytes.AsSpan(Start + SnapshotFormat.HashBytes), checksum);
        if (!checksum.SequenceEqual(bytes.AsSpan(Start, SnapshotFormat.HashBytes))) { throw new SnapshotDamagedException(path, "its checksum is wrong."); }
        int version = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(Start + SnapshotFormat.VersionOffset));
        if (version is < SnapshotFormat.FirstVersion or > SnapshotFormat.Version) { throw new SnapshotDamagedException(path, $"it has format version {version}, this program reads {SnapshotFormat.FirstVersion} to {SnapshotFormat.Version}."); }
        int headerBytes = version == SnapshotFormat.FirstVersion ? SnapshotFormat.FirstHeaderBytes : SnapshotFormat.HeaderBytes;
        if (length != headerBytes || bytes.Length < Start + headerBytes) { throw new SnapshotDamagedException(path, $"its header has {length} bytes, one of version {version} has {headerBytes}."); }
        framesStart = Start + headerBytes;
        return SnapshotHeader.Read(bytes.AsSpan(Start, headerBytes));
    }

    private static byte[] Decompress(string path, ReadOnlySpan<byte> frames, SnapshotHeader header)
    {
        if (header.ContentLength is < 0 or > SnapshotFormat.MaxContentLength) { throw new SnapshotDamagedException(path, $"its header tells an impossible length ({header.ContentLength} bytes)."); }
        byte[] content = new byte[header.ContentLength];
        using Lz4FrameDecoder decoder = new();
        int length = 0;
        try
        {
            while (!frames.IsEmpty)
            {
                length += decoder.Decompress(frames, content.AsSpan(length), out int consumed);
                frames = frames[consumed..];
            }
        }
        catch (Lz4Exception error)
        {
            throw new SnapshotDamagedException(path, error.Message);
        }

        if (length != content.Length) { throw new SnapshotDamagedException(path, $"it has {length} bytes of content, its header tells {content.Length}."); }
        return content;
    }
}
