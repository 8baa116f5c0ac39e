using LlmTrader.Persistence.Ledger.Writing;
using Npgsql;

namespace LlmTrader.Tests.Integration.Projection;

/// <summary>Every JSON that a journal may hold goes into jsonb, and says there what it says in the journal, but for characters that PostgreSQL does not have.</summary>
public sealed class JsonbTextTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    // As it stands in JSON, and the UTF-16 that it means.
    private static readonly (string Json, string Means)[] Parts =
    [
        ("\\u0000", "\0"), ("\\ud83d", "\ud83d"), ("\\ude00", "\ude00"), ("\\uD83D\\uDE00", "😀"), ("😀", "😀"), ("\\\\", "\\"), ("u0000", "u0000"), ("\\\\u0000", "\\u0000"), ("\\n", "\n"),
        ("\\\"", "\""), ("x", "x"), ("\\u00e9", "é"), ("\\ufffd", "\ufffd"), ("漢", "漢"), ("\\/", "/"), ("0", "0"),
    ];

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_it_can_hold_is_kept_and_what_it_can_not_is_replaced(int seed)
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        Random random = new(seed);
        List<string> given = [];
        List<string> expected = [];
        for (int i = 0; i < 2000; i++)
        {
            (string Json, string Means)[] parts = [.. Enumerable.Range(0, random.Next(8)).Select(_ => Parts[random.Next(Parts.Length)])];
            given.Add($"{{\"{string.Concat(parts.Select(part => part.Json))}\":1,\"s\":\"{string.Concat(parts.Select(part => part.Json))}\"}}");
            expected.Add(Held(string.Concat(parts.Select(part => part.Means))));
        }

        await using NpgsqlDataSource source = NpgsqlDataSource.Create(server.CreateDatabase());
        await using NpgsqlCommand command = source.CreateCommand("SELECT array_agg(json::jsonb ->> 's' ORDER BY place) FROM unnest($1) WITH ORDINALITY AS t (json, place)");
        command.Parameters.Add(new() { Value = given.Select(JsonbText.Of).ToArray() });
        Assert.Equal(expected, (string[])(await command.ExecuteScalarAsync())!);
        Assert.All(given, json => Assert.True(ReferenceEquals(JsonbText.Of(json), json) == (JsonbText.Of(json) == json)));
    }

    // Character by character: U+FFFD for U+0000 and for halves of pairs.
    private static string Held(string text)
    {
        char[] held = text.ToCharArray();
        for (int i = 0; i < held.Length; i++)
        {
            if (i < text.Length - 1 && char.IsSurrogatePair(text, i)) { i++; }
            else if (held[i] == '\0' || char.IsSurrogate(held[i])) { held[i] = '\ufffd'; }
        }

        return new string(held);
    }
}
