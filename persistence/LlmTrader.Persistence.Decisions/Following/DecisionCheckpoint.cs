using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Decisions;

/// <summary>How far a follower came, in a small file of its own; without it the follower starts over.</summary>
internal static class DecisionCheckpoint
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true };

    /// <exception cref="FormatException">It is no checkpoint.</exception>
    public static DecisionPlace Read(string path)
    {
        try
        {
            Content content = JsonSerializer.Deserialize<Content>(DurableFile.Read(path), Json) ?? throw new JsonException("null is no checkpoint.");
            return new DecisionPlace(content.Sequence, new Timestamp(content.TimeNs), content.Head, Path.GetFileName(content.Segment), content.Line, content.Offset);
        }
        catch (JsonException error)
        {
            throw new FormatException($"{path}: {error.Message} Delete it to follow the journal from its beginning.", error);
        }
    }

    public static void Write(string path, DecisionPlace place)
    {
        Content content = new(place.Sequence, place.Time.Nanoseconds, place.Head, place.Segment, place.Line, place.Offset);
        DurableFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(content, Json), isDurable: false);    // A lost one costs only time.
    }

    /// <summary>Whether the journal still has the record that a place stands behind.</summary>
    /// <exception cref="DecisionCorruptException">It has not.</exception>
    public static void Check(string directory, DecisionPlace place)
    {
        if (place.Sequence == 0) { return; }
        using DecisionReader reader = new(directory);
        while (reader.TryRead(out _) && reader.Place.Sequence < place.Sequence) { }
        if ((reader.Place.Sequence, reader.Place.Head) != (place.Sequence, place.Head)) { throw new DecisionCorruptException(Path.Combine(directory, place.Segment), place.Line, $"The record {place.Sequence} of hash {place.Head} was here, and is no longer."); }
    }

    private sealed record Content(long Sequence, long TimeNs, string Head, string Segment, long Line, long Offset);
}
