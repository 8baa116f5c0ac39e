using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LlmTrader.Persistence.Ledger.Auditing;

/// <summary>An operator's request as a row of <c>admin_audit</c>, chained to the one before it.</summary>
public sealed record AuditRow
{
    /// <summary>What the first row of a journal has before it.</summary>
    public static string NoHash { get; } = new('0', SHA256.HashSizeInBytes * 2);

    /// <summary>Of the request's last piece; its key within the journal.</summary>
    public required long Sequence { get; init; }

    /// <summary>Engine time of that event, nanoseconds since 1970.</summary>
    public required long TimeNs { get; init; }

    /// <summary>Which start of the engine took it in.</summary>
    public required long Epoch { get; init; }

    public required long RequestId { get; init; }

    /// <summary>The user or the key that asked, and how: <c>uid 1000 (pid 7)</c>, <c>key ops</c>, or the part of the engine itself.</summary>
    public required string Who { get; init; }

    /// <summary>The call with what it said: method, path, body and, at its end, the idempotency key.</summary>
    public required string What { get; init; }

    /// <summary>The reason that was given; empty when none was.</summary>
    public required string Why { get; init; }

    /// <summary>Of the row before.</summary>
    public required string PreviousHash { get; init; }

    /// <summary>As <see cref="HashIn"/> makes it.</summary>
    public required string Hash { get; init; }

    /// <summary>
    /// SHA-256 in hex over the previous hash and all other columns, in the order of the table, each as the length of its UTF-8 text, a
    /// colon, the text and a comma (a netstring), so that no two rows are the same bytes. The migration has the same formula as SQL.
    /// </summary>
    public string HashIn(string journal)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string field in (ReadOnlySpan<string>)[PreviousHash, journal, Text(Sequence), Text(TimeNs), Text(Epoch), Text(RequestId), Who, What, Why])
        {
            byte[] text = Encoding.UTF8.GetBytes(field);
            hash.AppendData(Encoding.ASCII.GetBytes(Text(text.Length) + ":"));
            hash.AppendData(text);
            hash.AppendData(","u8);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
