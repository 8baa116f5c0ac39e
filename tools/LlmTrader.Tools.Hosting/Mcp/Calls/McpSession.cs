using System.Security.Cryptography;
using LlmTrader.Strategies.Models.Guardrails;

namespace LlmTrader.Tools.Hosting.Mcp.Calls;

/// <summary>A client for as long as its process lives: who it is, and whether it has read what somebody outside wrote. Any thread may use it.</summary>
/// <param name="client">Its name where an operator gave it one; else what it says of itself counts.</param>
public sealed class McpSession(string? client)
{
    private const int LongestName = 32;

    private readonly Lock _gate = new();
    private string? _client = client is null ? null : Cleaned(client);
    private TrustLedger _trust;

    /// <summary>Eight hexadecimal digits that no other session has: a word given in one is worth nothing in another.</summary>
    public string Id { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    /// <summary>Small letters, digits and <c>- _ .</c>, at most 32.</summary>
    public string Client => Volatile.Read(ref _client) ?? "unknown";

    /// <summary>What it has read so far.</summary>
    public TrustLedger Trust
    {
        get { lock (_gate) { return _trust; } }
    }

    /// <summary>Whether a result had text in it that was written outside. It never becomes false again.</summary>
    public bool HasReadOutside => Trust.IsTainted;

    public void ReadOutside()
    {
        lock (_gate) { _trust = _trust.AfterUntrusted(); }
    }

    /// <summary>Takes the name that a client gives itself, once, where it has none.</summary>
    public void Meet(string? name)
    {
        if (!string.IsNullOrWhiteSpace(name)) { Interlocked.CompareExchange(ref _client, Cleaned(name), null); }
    }

    private static string Cleaned(string name)
    {
        string cleaned = new([.. name.Trim().ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-').Take(LongestName)]);
        return cleaned.Any(char.IsAsciiLetterOrDigit) ? cleaned : "unknown";
    }
}
