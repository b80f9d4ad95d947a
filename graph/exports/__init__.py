"""A part of the graph as files for other tools."""

from graph.exports.formats import EXPORTS, Export, ExportError, export_named, write_export

__all__ = ["EXPORTS", "Export", "ExportError", "export_named", "write_export"]
