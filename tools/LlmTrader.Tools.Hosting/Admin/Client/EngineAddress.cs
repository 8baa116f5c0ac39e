namespace LlmTrader.Tools.Hosting.Admin.Client;

/// <summary>Where an engine answers.</summary>
/// <param name="Socket">Its Unix domain socket; null for TCP.</param>
/// <param name="Url">Its address on TCP; null for a socket.</param>
/// <param name="Key">What opens it on TCP.</param>
/// <param name="ConfigFile">The configuration that named it; null when the socket or address was given.</param>
public sealed record EngineAddress(string? Socket, Uri? Url, string? Key, string? ConfigFile)
{
    /// <inheritdoc/>
    public override string ToString() => Socket is not null ? $"'{Socket}'" : Url!.ToString();
}
