using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LlmTrader.Strategies.Models.Endpoints;

namespace LlmTrader.Strategies.Models.Recording;

/// <summary>
/// One request and every reply that it got, in order: a file <c>KEY.json</c>, to be read, kept with the tests and corrected by people. Failures
/// are replies too: 429, time-outs, broken bodies.
/// </summary>
/// <param name="Key">See <see cref="RequestKey"/>; also the file's name.</param>
/// <param name="Path">Where it was posted to.</param>
/// <param name="Request">Its canonical body, so that people see what was asked.</param>
/// <param name="Replies">In the order in which they came.</param>
public sealed record Cassette(string Key, string Path, JsonElement Request, IReadOnlyList<RecordedReply> Replies)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Where a request's cassette lies.</summary>
    public static string FileOf(string directory, string key) => System.IO.Path.Combine(directory, $"{key}.json");

    /// <summary>Null when there is none. Throws <see cref="InvalidDataException"/> that names the file when it is no cassette of that key.</summary>
    public static Cassette? Read(string directory, string key)
    {
        string file = FileOf(directory, key);
        if (!File.Exists(file)) { return null; }
        try
        {
            Cassette? cassette = JsonSerializer.Deserialize<Cassette>(File.ReadAllBytes(file), Format);
            return cassette is { Replies: not null } && cassette.Key == key ? cassette : throw new InvalidDataException($"'{file}' is the record of another request than its name says.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"'{file}' is no record of a model's replies: {error.Message}", error);
        }
    }

    /// <summary>Writes it whole, in the place of the one before.</summary>
    public void Write(string directory)
    {
        Directory.CreateDirectory(directory);
        string file = FileOf(directory, Key);
        string partial = $"{file}.partial";
        File.WriteAllText(partial, JsonSerializer.Serialize(this, Format) + "\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(partial, file, overwrite: true);
    }
}
