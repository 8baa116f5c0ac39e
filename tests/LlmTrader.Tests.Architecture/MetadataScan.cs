using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace LlmTrader.Tests.Architecture;

/// <summary>What a compiled assembly refers to outside of itself, read from its metadata: no analyzer can be switched off here.</summary>
internal static class MetadataScan
{
    /// <summary>Types (<c>System.Random</c>) and members (<c>System.Guid.NewGuid</c>) that an assembly refers to.</summary>
    public static HashSet<string> References(Assembly assembly)
    {
        using PEReader file = new(File.OpenRead(assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        HashSet<string> references = [];
        foreach (TypeReferenceHandle handle in metadata.TypeReferences) { references.Add(NameOf(metadata, handle)); }
        foreach (MemberReferenceHandle handle in metadata.MemberReferences)
        {
            MemberReference member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind == HandleKind.TypeReference)
            {
                references.Add($"{NameOf(metadata, (TypeReferenceHandle)member.Parent)}.{metadata.GetString(member.Name)}");
            }
        }

        return references;
    }

    /// <summary>The tokens by which an assembly's code calls a member of a type that is not its own.</summary>
    public static HashSet<int> TokensOf(Assembly assembly, Type type, string member)
    {
        using PEReader file = new(File.OpenRead(assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        HashSet<int> tokens = [];
        foreach (MemberReferenceHandle handle in metadata.MemberReferences)
        {
            MemberReference reference = metadata.GetMemberReference(handle);
            if (reference.Parent.Kind == HandleKind.TypeReference && metadata.GetString(reference.Name) == member
                && NameOf(metadata, (TypeReferenceHandle)reference.Parent) == type.FullName) { tokens.Add(MetadataTokens.GetToken(handle)); }
        }

        return tokens;
    }

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        TypeReference type = metadata.GetTypeReference(handle);
        string name = metadata.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference) { return $"{NameOf(metadata, (TypeReferenceHandle)type.ResolutionScope)}.{name}"; }
        string space = metadata.GetString(type.Namespace);
        return space.Length == 0 ? name : $"{space}.{name}";
    }
}
