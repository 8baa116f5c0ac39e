using System.Text.Json;

namespace LlmTrader.Tools.Hosting.Projections;

/// <summary>Why a pump stands still, in a small file beside the journal, so that <c>projector status</c> can tell; there is none while all goes well.</summary>
public sealed class PumpTrouble
{
    private readonly string _path;
    private readonly bool _isKept;
    private bool _isThere = true;    // Perhaps, of an earlier run.

    /// <param name="directory">The journal's, for followers.</param>
    /// <param name="sink">The sink's name.</param>
    /// <param name="isKept">Whether this pump writes any.</param>
    public PumpTrouble(string directory, string sink, bool isKept)
    {
        _path = Path.Combine(directory, $"projector-{sink}.trouble");    // Not .json: those are followers' own.
        _isKept = isKept;
    }

    /// <summary>What went wrong, on one line that another sentence may follow.</summary>
    public static string Sentence(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        string text = error.Message.ReplaceLineEndings(" ").Trim();
        return text.Length > 0 && text[^1] is '.' or '!' or '?' ? text : text + ".";
    }

    /// <summary>What a pump noted last; null when there is no note.</summary>
    public TroubleNote? Read()
    {
        try { return JsonSerializer.Deserialize<TroubleNote>(File.ReadAllText(_path)); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException) { return null; }
    }

    internal void Write(string error, string? remedy)
    {
        if (!_isKept) { return; }
        _isThere = true;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            File.WriteAllText(_path, JsonSerializer.Serialize(new TroubleNote(DateTime.UtcNow, error, remedy)));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException) { }    // The pump has said so already, in words.
    }

    internal void Clear()
    {
        if (!_isKept || !_isThere) { return; }
        _isThere = false;
        try { File.Delete(_path); }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException) { }
    }
}

/// <param name="Since">When a pump met it, UTC.</param>
/// <param name="Error">What the database said.</param>
/// <param name="Remedy">What a person has to do; null when time alone may mend it.</param>
public sealed record TroubleNote(DateTime Since, string Error, string? Remedy);
